#!/usr/bin/env bash
# Installs what the tests of exported archives need from the system's packages: a browser, npm for
# the player's files, Node.js and openssl for signatures. Debian and its kin; as root only. The
# programs that read the exports come from PyPI and npm when the tests first run.
set -euo pipefail

wanted=()
for pair in chromium:chromium node:nodejs npm:npm openssl:openssl; do
	command -v "${pair%%:*}" >/dev/null || wanted+=("${pair##*:}")
done
if [ "${#wanted[@]}" -eq 0 ]; then
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "tests/real/wacz/install.sh: only root can install packages" >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${wanted[@]}"
