#!/usr/bin/env bash
# Installs openssl where it is missing: tests run a time stamping authority with it, and verify
# tokens by the commands that archiver prints. Debian and its kin; as root only.
set -euo pipefail

if command -v openssl >/dev/null; then
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "tests/real/tsa/install.sh: only root can install packages" >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends openssl
