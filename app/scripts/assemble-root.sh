#!/bin/sh
# What the image's only layer of system files holds: the node program, the shared libraries it asks for, and the few
# files that name resolution and a numeric user need. No shell, no package manager. The records of the packages that the
# libraries come from go along, so that an image scanner still knows what to look for.
#
#   assemble-root.sh <new root>
set -eu

root=$1
node=$(readlink -f "$(command -v node)")

mkdir -p "$root/etc" "$root/tmp" "$root/usr/bin" "$root/usr/lib" "$root/usr/lib64" "$root/var/lib/dpkg/status.d"
chmod 1777 "$root/tmp"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
install -m 0755 "$node" "$root/usr/bin/node"

ldd "$node" | sed -n -e 's/.*=> \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | while read -r library; do
  target="$root/usr${library#/usr}"
  mkdir -p "$(dirname "$target")"
  install -m 0755 "$(readlink -f "$library")" "$target"
  # Debian 12 records libraries under /lib, later releases under /usr/lib.
  record=$(dpkg-query --search "$library" 2>/dev/null || dpkg-query --search "/usr$library")
  package=${record%%:*}
  dpkg-query --status "$package" >"$root/var/lib/dpkg/status.d/$package"
done

cp -L /etc/os-release "$root/etc/os-release"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
echo 'handler:x:10001:10001::/app:/' >"$root/etc/passwd"
echo 'handler:x:10001:' >"$root/etc/group"
