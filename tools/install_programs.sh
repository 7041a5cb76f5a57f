#!/usr/bin/env bash
# Install the programs that tests of reports and workbooks start, each only where it is missing:
#   tools/install_programs.sh chromium soffice
# On Debian and its relatives, as root or with sudo; elsewhere install them by hand.
set -euo pipefail

declare -A packages=(
  [chromium]=chromium # tests/browser opens report pages in it
  [soffice]=libreoffice-calc-nogui # tests marked `office` recalculate workbooks in it
)

missing=()
for program in "$@"; do
  if [ -z "${packages[$program]:-}" ]; then
    echo "install_programs.sh: unknown program '$program'; known: ${!packages[*]}" >&2
    exit 2
  fi
  command -v "$program" > /dev/null || missing+=("${packages[$program]}")
done
if [ ${#missing[@]} = 0 ]; then
  exit 0
fi
if ! command -v apt-get > /dev/null; then
  echo "install_programs.sh: no apt-get here; install by hand: ${missing[*]}" >&2
  exit 1
fi

root=()
if [ "$(id -u)" != 0 ]; then
  root=(sudo)
fi
echo "Installing ${missing[*]} ..."
"${root[@]}" apt-get update -q > /dev/null
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends "${missing[@]}" > /dev/null
