#!/bin/sh
# Installs the plug-in with its pages of help, the operation for GEGL, the ncsn command and the models for the
# current user, where GIMP, GEGL and the shell find them. Keeps a list of every file and folder it makes, so that
# uninstall removes exactly these.
# usage: user-install.sh install REPOSITORY GIMP-VERSION | user-install.sh uninstall
set -eu

data=${XDG_DATA_HOME:-$HOME/.local/share}/gimp-ncsn
operations=${XDG_DATA_HOME:-$HOME/.local/share}/gegl-0.4/plug-ins
gimp_config=${XDG_CONFIG_HOME:-$HOME/.config}/GIMP
bin=$HOME/.local/bin
manifest=$data/installed.txt

# Makes a folder and its parents, and records each one.
make_folder () # FOLDER
{
  [ ! -d "$1" ] || return 0
  make_folder "$(dirname "$1")"
  mkdir "$1"
  printf '%s/\n' "$1" >>"$record"
}

# Records a file that will be installed. Refuses if another file is there already.
claim () # FILE
{
  make_folder "$(dirname "$1")"
  if [ -e "$1" ] || [ -L "$1" ]; then
    echo "dev: $1 exists, but ./dev install did not make it. Move it away and try again." >&2
    exit 1
  fi
  printf '%s\n' "$1" >>"$record"
}

put () # MODE FILE FOLDER
{
  claim "$3/${2##*/}"
  install -m "$1" "$2" "$3/"
}

put_catalogues ()
{
  [ -d "$repo/build/po" ] || return 0
  find "$repo/build/po" -name '*.mo' | sort | while read -r file; do
    language=${file#"$repo/build/po/"}
    put 644 "$file" "$data/locale/${language%/*}"
  done
  echo "languages: $data/locale"
}

# The versions of GIMP 3 to install for: that of the build, and those that have a settings folder.
plug_in_folders () # GIMP-VERSION: of the GIMP that this was built for
{
  {
    echo "${1%.*}"
    find "$gimp_config" -mindepth 1 -maxdepth 1 -type d -name '3.*' 2>/dev/null | sed 's/.*\///'
  } | sort -u
}

# Installs a command that runs ncsn inside the root, for a machine whose libraries differ from the build's.
put_command_through_dev ()
{
  claim "$bin/ncsn"
  quoted=$(printf '%s' "$repo/dev" | sed "s/'/'\\\\''/g")
  printf '#!/bin/sh\nexec '\''%s'\'' run ncsn "$@"\n' "$quoted" >"$bin/ncsn"
  chmod 755 "$bin/ncsn"
}

install_all () # GIMP-VERSION
{
  uninstall_all
  record=$(mktemp)
  make_folder "$data"
  mv "$record" "$manifest"
  record=$manifest

  for version in $(plug_in_folders "$1"); do
    put 755 "$repo/build/plugin/ncsn" "$gimp_config/$version/plug-ins/ncsn"
    echo "plug-in: $gimp_config/$version/plug-ins/ncsn/ncsn"
  done
  put 644 "$repo/build/operation/ncsn-denoise.so" "$operations"
  echo "filter:  $operations/ncsn-denoise.so"
  if "$repo/build/cli/ncsn" --help >/dev/null 2>&1; then
    fits=yes
    put 755 "$repo/build/cli/ncsn" "$bin"
    module=$repo/build/cli/ncsn-mpi.so
    [ ! -f "$module" ] || put 644 "$module" "${bin%/bin}/lib/gimp-ncsn"
  else
    fits=no
    put_command_through_dev
  fi
  echo "command: $bin/ncsn"
  for file in "$repo"/models/*.safetensors; do
    for beside in "$file" "${file%.safetensors}.md" "${file%.safetensors}.png"; do
      [ ! -f "$beside" ] || put 644 "$beside" "$data/models"
    done
  done
  echo "models:  $data/models"
  put_catalogues
  for file in "$repo"/docs/help/*/*; do
    [ ! -f "$file" ] || put 644 "$file" "$data/help/$(basename "$(dirname "$file")")"
  done
  hints
}

hints ()
{
  echo
  if [ "$fits" = yes ]; then
    echo "Restart GIMP; the plug-in is under Filters > NCSN."
  else
    echo "The plug-in is built for the libraries of Debian 13, which this machine does not have. It needs a"
    echo "GIMP 3.0 or newer on such a system: \`$repo/dev run gimp\` starts one, with the plug-in under"
    echo "Filters > NCSN. The ncsn command runs in the same system."
  fi
  case :$PATH: in
    *:"$bin":*) ;;
    *) echo "To call ncsn by its name, add $bin to your PATH." ;;
  esac
  flatpak=$HOME/.var/app/org.gimp.GIMP
  if [ -d "$flatpak" ]; then
    echo "The GIMP of the flatpak looks in $flatpak/config/GIMP/3.0/plug-ins instead. Nothing was installed"
    echo "there, because a flatpak has other libraries than this build."
  fi
}

# Removes the files, then the folders that are now empty, inner folders first.
uninstall_all ()
{
  [ -e "$manifest" ] || return 0
  list=$(tac "$manifest")
  rm -f "$manifest"
  printf '%s\n' "$list" | while read -r path; do
    case $path in
      */) ;;
      *) rm -f "$path" ;;
    esac
  done
  printf '%s\n' "$list" | while read -r path; do
    case $path in
      */) rmdir "$path" 2>/dev/null || : ;;
    esac
  done
}

case ${1:-} in
  install)
    repo=$2
    install_all "$3" ;;
  uninstall)
    if [ -e "$manifest" ]; then
      uninstall_all
      echo "Removed the files of ./dev install."
    else
      echo "There is nothing to remove: $manifest does not exist."
    fi ;;
  *)
    sed -n 's/^# usage: //p' "$0" >&2
    exit 2 ;;
esac
