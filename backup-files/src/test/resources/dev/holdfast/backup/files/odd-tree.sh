#!/bin/bash
# Makes a tree with every kind of entry that the files target keeps. Argument: an empty directory.
set -euo pipefail
cd "$1"
mkdir -p empty deep/a/b/c/d "dir with blank" $'dir\nnewline'
printf 'hello' > plain.txt
: > empty.txt
printf 'x' > deep/a/b/c/d/file
head -c 300000 /dev/urandom > medium.bin
head -c 3000000 /dev/urandom > large.bin
head -c 65536 /dev/zero > zeros.bin
ln plain.txt hard1; ln plain.txt deep/hard2
ln -s plain.txt link; ln -s ../nowhere/at/all deep/dangling; ln -s /etc/passwd absolute; ln -s 'a//b/' slashes
ln -s $'to-\xff-byte' bytelink
ln -P link linkhard
mkfifo -m 620 fifo
printf 'latin' > $'caf\xe9'; printf 'utf8' > 'grün ☃ 🎒'; printf 'pct' > '100%25'
mkdir $'d\xfe'; printf 'in' > $'d\xfe/in\xfd'
n=$(printf 'n%.0s' {1..255}); printf 'long' > "$n"
truncate -s 10M sparse-empty
truncate -s 20M sparse-mid; printf 'data' | dd of=sparse-mid bs=1 seek=10485760 conv=notrunc status=none; printf 'end' | dd of=sparse-mid bs=1 seek=20971517 conv=notrunc status=none
printf 'begin' > sparse-tail; truncate -s 5M sparse-tail
printf 'b' > sparse-small; truncate -s 20000 sparse-small
chmod 4755 plain.txt; chmod 1777 empty; chmod 2750 deep; chmod 000 empty.txt; chmod 0555 "dir with blank"
if [ "$(id -u)" = 0 ]; then
  mknod -m 660 null c 1 3; mknod -m 660 loop b 7 300
  chown 12345:54321 medium.bin; chown 4294967000:3000000000 large.bin; chown -h 1:2 link; chown daemon:games deep; chown 7:8 fifo
  chmod 6711 medium.bin
fi
touch -h -d '2001-02-03 04:05:06.123456789 UTC' link
touch -h -d '1969-12-31 23:59:58.25 UTC' absolute
touch -d '1960-05-06 07:08:09.987654321 UTC' medium.bin
touch -d '1901-01-01 00:00:00 UTC' zeros.bin
touch -d '2100-01-01 00:00:00.000000001 UTC' large.bin
touch -h -d '1999-09-09 09:09:09.999999999 UTC' fifo
touch -d '1955-01-01 00:00:00.5 UTC' deep/a
touch -d '2005-05-05 05:05:05.050505050 UTC' empty "dir with blank" deep/a/b
