#!/bin/sh
# Puts the plug-in, the ncsn command and the models where the current user's GIMP and shell look, and
# takes away again exactly what it put there: a list of every file and folder made is kept.
# usage: user-install.sh install REPOSITORY GIMP-VERSION | user-install.sh uninstall
set -eu

data=${XDG_DATA_HOME:-$HOME/.local/share}/gimp-ncsn
gimp_config=${XDG_CONFIG_HOME:-$HOME/.config}/GIMP
bin=$HOME/.local/bin
manifest=$data/installed.txt

# Makes a folder and those above it, noting each one.
make_folder () # FOLDER
{
  [ ! -d "$1" ] || return 0
  make_folder "$(dirname "$1")"
  mkdir "$1"
  printf '%s/\n' "$1" >>"$record"
}

# Names the file that comes next, noting it. What somebody else put there stays.
claim () # FILE
{
  make_folder "$(dirname "$1")"
  if [ -e "$1" ] || [ -L "$1" ]; then
    echo "dev: $1 exists and was not put there by ./dev install. Move it away and try again." >&2
    exit 1
  fi
  printf '%s\n' "$1" >>"$record"
}

put () # MODE FILE FOLDER
{
  claim "$3/${2##*/}"
  install -m "$1" "$2" "$3/"
}

# The folders in which GIMP 3 looks for the user's plug-ins: one for each version in use.
plug_in_folders () # GIMP-VERSION: of the GIMP that this was built for
{
  {
    echo "${1%.*}"
    find "$gimp_config" -mindepth 1 -maxdepth 1 -type d -name '3.*' 2>/dev/null | sed 's/.*\///'
  } | sort -u
}

# A command for a machine whose libraries differ from those of the build: it runs inside the root.
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
  for file in "$repo"/models/*.safetensors "$repo"/models/*.md; do
    [ ! -f "$file" ] || put 644 "$file" "$data/models"
  done
  echo "models:  $data/models"
  hints
}

hints ()
{
  echo
  if [ "$fits" = yes ]; then
    echo "Restart GIMP; the plug-in is under Filters > NCSN."
  else
    echo "The plug-in is built for the libraries of Debian 13, which this machine does not have: a GIMP"
    echo "that loads it must be 3.0 or newer and run on such a system. \`$repo/dev run gimp\` starts one,"
    echo "with the plug-in under Filters > NCSN. The ncsn command goes through the same system."
  fi
  case :$PATH: in
    *:"$bin":*) ;;
    *) echo "To call ncsn by its name, put $bin into your PATH." ;;
  esac
  flatpak=$HOME/.var/app/org.gimp.GIMP
  if [ -d "$flatpak" ]; then
    echo "A GIMP installed as a flatpak looks in $flatpak/config/GIMP/3.0/plug-ins instead; nothing was"
    echo "put there, because a flatpak brings other libraries than those that this was built for."
  fi
}

# Files first, then the folders that are empty without them, the inner ones before the outer ones.
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
      echo "Removed what ./dev install had put in place."
    else
      echo "There is nothing to remove: $manifest does not exist."
    fi ;;
  *)
    sed -n 's/^# usage: //p' "$0" >&2
    exit 2 ;;
esac
