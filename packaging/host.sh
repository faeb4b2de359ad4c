# shellcheck shell=sh disable=SC2034,SC2154
# Finds or makes the host, the system in which ./dev works. ./dev sources this file with $repo, $cache
# and $sudo set; find_host sets $host.
#
# A host is a Debian-like system with GIMP 3 and its development files. If everything needed is installed
# or this machine's apt offers GIMP 3, the host is the machine itself. Otherwise, or if $NCSN_DEV_SUITE names a
# suite of Debian, it is a root with Debian 13 or that suite in the user's cache folder. It is entered by chroot with
# the user's folders mounted, so that paths are the same inside and outside. The mounts are in their own mount
# namespace and end with the command.

suite=${NCSN_DEV_SUITE:-trixie}
system="Debian 13"
[ "$suite" = trixie ] || system="Debian $suite"

package_names () # LIST: a file of packaging/packages; or a processor: aarch64, i386 or s390x
{
  case $1 in
    aarch64) port_packages aarch64-linux-gnu arm64 ;;
    i386) port_packages i686-linux-gnu i386 ;;
    s390x) port_packages s390x-linux-gnu s390x ;;
    *) grep -v '^#' "$repo/packaging/packages/$1.txt" ;;
  esac
}

port_packages () # GNU-NAME DEBIAN-NAME
{
  sed -e '/^#/d' -e "s/GNU/$1/" -e "s/ARCHITECTURE/$2/" "$repo/packaging/packages/port.txt"
}

package_hash () # LIST
{
  { echo "$suite"; package_names "$1"; } | sha256sum | cut -c 1-12
}

# Sets `host` to "native" or to the folder of the root. Makes or completes the root if needed.
find_host () # LIST: build; or test, bench or site, which need further packages
{
  root=$cache/root-$(package_hash build)
  marker=$root/var/lib/gimp-ncsn/$1-$(package_hash "$1")
  if [ ! -d "$root" ] && [ -z "${NCSN_DEV_SUITE:-}" ]; then
    host=native
    if machine_has build && { [ "$1" = build ] || machine_has "$1"; }; then
      return
    fi
    if apt_offers libgimp-3.0-dev; then
      install_natively build
      [ "$1" = build ] || install_natively "$1"
      return
    fi
    apt_offers libc6-dev || no_host
  fi
  host=$root
  if [ ! -d "$root" ] || { [ "$1" != build ] && [ ! -e "$marker" ]; }; then
    complete_root build "$1"
  fi
}

# Sets `host` to the root in which packages are built, which has nothing but their tools. Makes it if needed.
find_package_host ()
{
  root=$cache/root-$(package_hash package)
  host=$root
  [ ! -d "$root" ] || return 0
  have mmdebstrap || apt_offers mmdebstrap || die \
    "./dev package needs mmdebstrap to make a $system root, and apt does not offer it here:" \
    "please install it."
  complete_root package package
}

# Sets `host` to the root that builds the core for another processor and runs it. Makes the root if needed.
# docs/decisions/build.md explains why this is a separate root.
find_port_host () # PROCESSOR
{
  [ -e "$repo/packaging/ports/${1:-}.ini" ] || die "Name aarch64, i386 or s390x, as in: ./dev test-port s390x"
  [ "$(uname -m)" != "$1" ] || die "This machine is of the kind $1 itself: use ./dev test, which tests everything."
  root=$cache/root-$(package_hash "$1")
  host=$root
  [ ! -d "$root" ] || return 0
  have mmdebstrap || apt_offers mmdebstrap || die \
    "./dev test-port needs mmdebstrap to make a $system root, and apt does not offer it here:" \
    "please install it."
  complete_root "$1" "$1"
}

# Two runs must not make the same root at the same time: the second waits and finds it complete. Children
# do not inherit the lock, so that a child that keeps running cannot hold it.
complete_root () # FIRST-LIST LIST
{
  need_administrator "Making the $system root"
  # shellcheck disable=SC2086 # $sudo is one word or none
  $sudo unshare --mount --propagation private true || die \
    "This system forbids mounts, as most containers do. Allow them (in Docker: --privileged), or use" \
    "Debian 13 or Ubuntu 25.04, which have GIMP 3 themselves."
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  [ -d "$root" ] || make_root "$1" 9>&-
  [ "$2" = "$1" ] || [ -e "$marker" ] || add_to_root "$2" 9>&-
  exec 9>&-
}

need_administrator ()
{
  [ -z "$sudo" ] || have sudo || die "$1 needs administrator rights: install sudo or run as root."
}

no_host ()
{
  cat >&2 <<END
dev: apt does not offer GIMP 3 here. Please install these and try again:
  a C compiler, meson >= 1.3, ninja, pkg-config, gettext, Python 3 with PyGObject, Xvfb (xvfb-run)
  GIMP >= 3.0 with gimp-console and its development files (pkg-config: gimp-3.0, gimpui-3.0)
  GLib >= 2.74, json-glib, GEGL 0.4, libjpeg, gexiv2 >= 0.14, GTK 3, Random123's headers, Open MPI
  for ./dev test and ./dev lint also: appstreamcli, clang-format, fish, iproute2, the sources of locales (localedef), mandoc, reuse, shellcheck, xdotool, zsh, Python's markdown-it, numpy, Pillow, safetensors, torch
  for ./dev site also: Python's markdown-it
  for ./dev bench also: OpenBLAS (pkg-config: openblas), G'MIC, Python's matplotlib, numpy, onnx, onnxruntime, OpenCV, Pillow, safetensors, scikit-image, torch, xdotool
END
  exit 1
}

# --- The machine itself as the host -------------------------------------------------------------

# Whether this machine has the software of a list, however it was installed.
machine_has () # LIST
{
  case $1 in
    build)
      have pkg-config && have cc && have meson && have ninja && have xvfb-run &&
        pkg-config --exists gimp-3.0 gimpui-3.0 gegl-0.4 gtk+-3.0 json-glib-1.0 ompi-c &&
        { have gimp-console-3.0 || have gimp-console-3 || have gimp-console; } &&
        echo '#include <Random123/philox.h>' | cc -E -x c - >/dev/null 2>&1 &&
        python_has gi ;;
    test)
      have appstreamcli && have clang-format && have fish && have ip && have mandoc && have reuse &&
        have shellcheck && have xdotool && have zsh && python_has markdown_it numpy PIL safetensors torch ;;
    bench)
      have gmic && have xdotool && pkg-config --exists openblas && python_has cv2 matplotlib numpy onnx onnxruntime PIL safetensors skimage torch ;;
    site) python_has markdown_it ;;
  esac
}

python_has () # MODULE…
{
  have python3 && python3 -c '
import sys
from importlib.util import find_spec
sys.exit(not all(find_spec(name) for name in sys.argv[1:]))' "$@"
}

# Whether apt can install a package. A new machine may not have any package lists yet.
apt_offers () # PACKAGE
{
  have apt-get || return 1
  if ! apt_has libc6-dev; then
    need_administrator "Reading the package lists"
    say "Reading the package lists (apt-get update)."
    logged "$cache/apt.log" apt_get update
  fi
  apt_has "$1"
}

apt_has () # PACKAGE
{
  apt-cache policy "$1" | grep -q 'Candidate: [^(]'
}

apt_get () # ARGUMENT…
{
  # shellcheck disable=SC2086 # $sudo is one word or none
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends "$@"
}

install_natively () # LIST
{
  # shellcheck disable=SC2046 # one word a package
  set -- $(missing_packages "$1")
  [ $# -gt 0 ] || return 0
  need_administrator "Installing packages"
  say "Installing by apt (a few minutes): $*"
  logged "$cache/apt.log" apt_get install "$@"
}

missing_packages () # LIST
{
  for name in $(package_names "$1"); do
    case $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) in
      installed) ;;
      *) echo "$name" ;;
    esac
  done
}

# --- Making the root ----------------------------------------------------------------------------

make_root () # LIST: build, aarch64, i386, s390x or package
{
  small="--dpkgopt=path-exclude=/usr/share/man/* --dpkgopt=path-exclude=/usr/share/locale/*"
  case $1 in
    build) purpose="GIMP 3" foreign= ;;
    aarch64) purpose="a compiler for aarch64" foreign=arm64 ;;
    i386 | s390x) purpose="a compiler for $1" foreign=$1 ;;
    package) purpose="the tools for Debian packages" foreign='' small='' ;;
  esac
  if ! have mmdebstrap; then
    say "Installing mmdebstrap by apt."
    logged "$cache/apt.log" apt_get update
    logged "$cache/apt.log" apt_get install mmdebstrap debian-archive-keyring
  fi
  say "Making a $system root with $purpose in $root (1 to 3 minutes, 1.2 GB; done once)."
  # An interrupted run leaves a partial root.
  # shellcheck disable=SC2086 # $sudo is one word or none
  $sudo rm -rf --one-file-system "$root.partial"
  # shellcheck disable=SC2086 # options without spaces
  bootstrap "$root.partial" $small \
    ${foreign:+--architectures="$(dpkg --print-architecture),$foreign"} \
    --include="$(package_names "$1" | tr '\n' ',' | sed 's/,$//')"
  # shellcheck disable=SC2086
  $sudo mv -T "$root.partial" "$root"
}

# Fills a folder with a minimal system. Uses the settings of this machine's apt for proxies, retries and dates.
bootstrap () # FOLDER MMDEBSTRAP-OPTION…
{
  folder=$1
  shift
  options=$cache/apt-options
  apt-config dump | grep -E '^Acquire::(https?::|Retries|Check-)' >"$options" || :
  # A mirror may keep a state of the next Debian for longer than its Release file is valid.
  [ "$suite" != forky ] || echo 'Acquire::Check-Valid-Until "false";' >>"$options"
  mirror=$(debian_mirror)
  # shellcheck disable=SC2086 # $sudo is one word or none
  logged "${folder%.partial}.log" $sudo mmdebstrap --mode=root --variant=apt --components=main \
    --aptopt="$options" --dpkgopt=force-unsafe-io "$@" "$suite" "$folder" ${mirror:+"$mirror"}
}

# The address of the Debian mirror of this machine's apt. Empty on other systems: mmdebstrap then uses
# Debian's public mirror.
debian_mirror ()
{
  # shellcheck disable=SC1091 # the system's own file
  codename=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}") || return 0
  mirror_in /etc/apt "$codename"
}

# The first web address for a release in apt's sources, in the one-line or the deb822 form.
mirror_in () # APT-FOLDER CODENAME
{
  {
    find "$1" -name '*.list' -exec awk -v codename="$2" '
      $1 == "deb" { sub(/\[[^]]*\]/, ""); if ($3 == codename) print $2 }' {} +
    find "$1" -name '*.sources' -exec awk -v codename="$2" '
      function finish () {
        if (deb && here && enabled) print address
        deb = here = 0; enabled = 1; address = ""
      }
      function has (wanted, i) { for (i = 2; i <= NF; i++) if ($i == wanted) return 1; return 0 }
      BEGIN { enabled = 1 }
      /^#/ { next }
      NF == 0 || FNR == 1 { finish() }
      tolower($1) == "types:" { deb = has("deb") }
      tolower($1) == "suites:" { here = has(codename) }
      tolower($1) == "uris:" { address = $2 }
      tolower($1) == "enabled:" { enabled = tolower($2) != "no" }
      END { finish() }' {} +
  } | grep -E '^https?:' | head -n 1
}

add_to_root () # LIST: test, bench or site
{
  say "Adding the tools for ./dev $1 to the $system root (1 to 3 minutes, up to 1.2 GB more; done once)."
  # shellcheck disable=SC2016,SC2046 # expanded by the inner shell; one word a package
  logged "$root.$1.log" as_root_inside sh -e -c '
    export DEBIAN_FRONTEND=noninteractive
    dpkg --configure -a
    apt-get -q update
    apt-get -q -y install --no-install-recommends "$@"
    apt-get clean
    mkdir -p "${0%/*}"
    touch "$0"' "${marker#"$root"}" $(package_names "$1")
}

as_root_inside () # COMMAND…
{
  (enter 0:0 / "$@")
}

# --- Entering the root --------------------------------------------------------------------------

# Replaces this process by a command inside the root.
enter () # USER:GROUP FOLDER COMMAND…
{
  user=$1 folder=$2
  shift 2
  for name in $(passed_variables); do
    eval "set -- \"$name=\${$name-}\" \"\$@\""
  done
  # shellcheck disable=SC2086 # $sudo is one word or none
  exec $sudo unshare --mount --propagation private sh "$repo/dev" in-root "$root" "$user" "$folder" "$HOME" \
    env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin NCSN_DEV_HOST="${root##*/}" "$@"
}

# The variables that are passed into the root. All others stay outside, so that the user's compilers,
# Python folders and libraries have no effect inside.
passed_variables ()
{
  env | sed -n -E 's/^((NCSN|OPENBLAS|ONEDNN|DNNL|ATEN|OMP|XDG|GIMP|GIMP3|GEGL|BABL|G|MESON)_[A-Za-z0-9_]*|HOME|USER|LOGNAME|TERM|TZ|CI|DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|LANG|LC_ALL|ASAN_OPTIONS|UBSAN_OPTIONS|https?_proxy)=.*/\1/p'
}

# The second half of `enter`: runs as root in the new mount namespace.
in_root () # ROOT USER:GROUP FOLDER HOME COMMAND…
{
  root=$1 user=$2 folder=$3 home=$4
  shift 4
  for path in /*; do
    if [ -d "$path" ] && [ ! -L "$path" ] && ! is_system_folder "$path"; then
      see "$path"
    fi
  done
  # Work may also be below system folders, such as /var/lib/SOMEONE or /usr/src.
  for path in "$home" "$repo"; do
    case $path in /*/*) if is_system_folder "$path"; then see "$path"; fi ;; esac
  done
  for path in /dev /proc /sys /run/user /etc/resolv.conf /etc/hosts; do
    if [ -e "$path" ]; then see "$path"; fi
  done
  # Without these files a user other than root has no name inside.
  if [ "$user" != 0:0 ]; then
    see /etc/passwd
    see /etc/group
  fi
  shared=$(dirname "$repo")/shared
  if [ -d "$shared" ]; then
    see "$shared"
    mount -o remount,bind,ro "$root$shared"
  fi
  # shellcheck disable=SC2016 # expanded by the inner shell
  exec chroot --userspec="$user" "$root" sh -c '
    cd "$0" || { echo "dev: the folder $0 does not exist inside the root." >&2; exit 1; }
    exec "$@"' "$folder" "$@"
}

is_system_folder () # PATH
{
  case $1/ in
    /bin/* | /boot/* | /dev/* | /etc/* | /lib*/* | /proc/* | /run/* | /sbin/* | /sys/* | /usr/* | /var/*) return 0 ;;
  esac
  return 1
}

# Makes a file or folder of this machine visible at the same path inside the root.
see () # PATH
{
  if [ -d "$1" ]; then
    mkdir -p "$root$1"
  elif [ ! -e "$root$1" ]; then
    : >"$root$1"
  fi
  mount --rbind "$1" "$root$1"
}
