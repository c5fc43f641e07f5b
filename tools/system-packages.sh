#!/bin/sh
# Installs the system programs that the tests use (Dovecot, Postfix, poppler, ClamAV, tesseract, LibreOffice), when it may.
# Tests whose program is missing skip with a reason; in CI a missing program fails instead.
set -eu
missing=""
need() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"; }
need_file() { [ -x "$1" ] || missing="$missing $2"; }
need_file /usr/lib/dovecot/imap dovecot-imapd
need_file /usr/lib/dovecot/lmtp dovecot-lmtpd
need_file /usr/lib/dovecot/submission dovecot-submissiond
need postfix postfix
need pdfsig poppler-utils
need clamd clamav-daemon
need tesseract tesseract-ocr
tesseract --list-langs 2>/dev/null | grep -qx vie || missing="$missing tesseract-ocr-vie"
need soffice "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
need openssl openssl
need systemd-analyze systemd
[ -n "$missing" ] || exit 0
install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then sudo=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo -n"
else
    echo "tests: missing system packages; the tests that need them are skipped. Run as root:  $install" >&2
    exit 0
fi
# Packages must not start their services: the tests start private ones on high loopback ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
    $sudo chmod 755 $policy
    trap '$sudo rm -f $policy' EXIT
fi
# sudo drops the environment: without `env` the package postfix would open its dialogue.
if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive $install >/dev/null </dev/null; }; then
    echo "tests: could not install system packages; the tests that need them are skipped. Run as root:  $install" >&2
fi
