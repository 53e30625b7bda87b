#!/usr/bin/env bash
# Installs what tests need from the system's packages: for real servers Node.js with a compiler for
# one of its modules, PostgreSQL and Redis; for reading pictures Tesseract's language data and a
# font. Debian and its kin; as root only.
set -euo pipefail

if [ "$(id -u)" -ne 0 ]; then
	echo "tests/real/install.sh: only root can install packages" >&2
	exit 1
fi

have() {
	command -v "$1" >/dev/null
}

have_postgresql() {
	have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

install() {
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
}

have_tessdata() {
	compgen -G "/usr/share/tesseract-ocr/*/tessdata/$1.traineddata" >/dev/null
}

wanted=()
have node || wanted+=(nodejs)
have g++ || wanted+=(g++)
have make || wanted+=(make)
have redis-server || wanted+=(redis-server)
have_postgresql || wanted+=(postgresql)
have_tessdata eng || wanted+=(tesseract-ocr)
have_tessdata fra || wanted+=(tesseract-ocr-fra)
have_tessdata deu || wanted+=(tesseract-ocr-deu)
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf ] || wanted+=(fonts-dejavu-core)

if [ "${#wanted[@]}" -gt 0 ] || ! have npm; then
	apt-get update -qq
	[ "${#wanted[@]}" -eq 0 ] || install "${wanted[@]}"
	# Some packages of Node.js bring npm with them, and refuse to stand beside Debian's.
	have npm || install npm
fi
