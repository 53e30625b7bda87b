#!/usr/bin/env bash
# Installs what the real servers of the tests need from the system's packages: Node.js with a
# compiler for one of its modules, PostgreSQL and Redis. Debian and its kin; as root only.
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

wanted=()
have node || wanted+=(nodejs)
have g++ || wanted+=(g++)
have make || wanted+=(make)
have redis-server || wanted+=(redis-server)
have_postgresql || wanted+=(postgresql)

if [ "${#wanted[@]}" -gt 0 ] || ! have npm; then
	apt-get update -qq
	[ "${#wanted[@]}" -eq 0 ] || install "${wanted[@]}"
	# Some packages of Node.js bring npm with them, and refuse to stand beside Debian's.
	have npm || install npm
fi
