#!/bin/sh
# Installs unit, user, folders and the sample configuration. May be run again: what an administrator
# changed stays. With --root DIR everything goes below DIR (for packaging and tests).
set -eu
root=""
while [ $# -gt 0 ]; do
    case $1 in
        --root) root=${2:?"--root needs a folder"}; shift 2 ;;
        *) echo "usage: sh install.sh [--root DIR]" >&2; exit 2 ;;
    esac
done
here=$(cd "$(dirname "$0")" && pwd)
[ -n "$root" ] || [ "$(id -u)" = 0 ] || {
    echo "install.sh: cần quyền root. Chạy:  sudo sh $here/install.sh" >&2
    exit 2
}
for program in systemd-sysusers systemd-tmpfiles; do
    command -v $program >/dev/null || {
        echo "install.sh: không có $program; máy này không dùng systemd." >&2
        exit 2
    }
done
lib=$root/usr/local/lib etc=$root/etc

# put SOURCE TARGET: ours, replaced at each run.   keep SOURCE TARGET MODE: the administrator's, written once.
put() { mkdir -p "$(dirname "$2")" && install -m 0644 "$1" "$2"; }
keep() { [ -e "$2" ] || { mkdir -p "$(dirname "$2")" && install -m "$3" "$1" "$2"; }; }

put "$here/gateway.service" "$lib/systemd/system/gateway.service"
put "$here/gateway.sysusers" "$lib/sysusers.d/gateway.conf"
put "$here/gateway.tmpfiles" "$lib/tmpfiles.d/gateway.conf"
keep "$here/credentials.conf" "$etc/systemd/system/gateway.service.d/credentials.conf" 0644

umask 077
mkdir -p "$etc/gateway"
sample=$(mktemp)
trap 'rm -f "$sample"' EXIT
sed 's|^data_dir: .*|data_dir: /var/lib/gateway|' "$here/../config.yaml" >"$sample"
keep "$sample" "$etc/gateway/config.yaml" 0640

systemd-sysusers ${root:+--root="$root"} "$lib/sysusers.d/gateway.conf"
systemd-tmpfiles ${root:+--root="$root"} --create "$lib/tmpfiles.d/gateway.conf"
[ -n "$root" ] || systemctl daemon-reload

cat <<'END'
Đã cài gateway.service. Các bước tiếp theo (quyền root):
  1. Cài chương trình:   python3 -m venv /opt/gateway
                         xem docs/quan-tri/cai-dat.md, mục 1
  2. Sửa cấu hình:       /etc/gateway/config.yaml
  3. Ghi mật khẩu:       install -m 0600 /dev/stdin /etc/gateway/credentials/imap-sxd   (rồi tới smtp)
                         danh sách ở /etc/systemd/system/gateway.service.d/credentials.conf
  4. Kiểm tra:           /opt/gateway/bin/gateway --config /etc/gateway/config.yaml check
  5. Khởi động:          systemctl enable --now gateway
  6. Xem nhật ký:        journalctl -u gateway -f
END
