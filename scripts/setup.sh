#!/usr/bin/env bash
# Sets a fresh Debian or Ubuntu machine up: system libraries, a Japanese font, the virtual environment.
set -euo pipefail

PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}

# What Qt opens a window with, a Japanese font, and the peers that tests meet.
PACKAGES=(
    libgl1 libegl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0
    libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 fonts-noto-cjk
    aravis-tools libaravis-0.8-0 gir1.2-aravis-0.8 python3-gi socat ser2net dcmtk orthanc python3-venv
)

"$PYTHON" - <<'CHECK'
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: set PYTHON=/path/to/python3.11")
CHECK

missing=()
for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    install=(apt-get install -y --no-install-recommends "${missing[@]}")
    export DEBIAN_FRONTEND=noninteractive
    if [ "$(id -u)" = 0 ]; then
        apt-get update -qq && "${install[@]}" >/dev/null
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive "${install[@]}" >/dev/null
    else
        echo "These system packages are missing. Type this line, then run make again:"
        echo "    sudo apt-get install -y --no-install-recommends ${missing[*]}"
        exit 1
    fi
fi

[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
echo "Installing Python packages (about 6 GB on disk with PyTorch, once)"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
