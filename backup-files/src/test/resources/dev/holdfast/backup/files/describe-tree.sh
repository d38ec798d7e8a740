#!/bin/bash
# Describes a tree with the usual tools, so that two trees can be compared as texts. Argument: a directory.
set -euo pipefail
export LC_ALL=C
cd "$1"
sync -f .
{
    find . \( -type d -printf '%P|%y|%m|%U|%G|%T@|%n\0' \) \
        -o \( -printf '%P|%y|%m|%U|%G|%T@|%n|%s|%b|%l\0' \) | sort -z
    find . -type f -print0 | sort -z | xargs -0 -r sha256sum -z
    find . \( -type b -o -type c \) -print0 | sort -z | xargs -0 -r stat --printf='%n %t:%T\0'
} | tr '\n\0' '?\n' | cat -v
