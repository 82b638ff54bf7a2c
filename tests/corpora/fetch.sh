#!/bin/sh
# Copies the public workbooks and CSV files that tests/corpora reads into a folder: fetch.sh FOLDER
set -eu
folder=${1:?"usage: fetch.sh FOLDER"}
mkdir -p "$folder"
take() { # repository commit path name
    git clone --quiet --filter=blob:none --no-checkout "https://github.com/$1" "$folder/.git-copy"
    git -C "$folder/.git-copy" checkout --quiet "$2" -- "$3"
    mkdir -p "$folder/$4"
    if [ -d "$folder/.git-copy/$3" ]; then copied="$folder/.git-copy/$3/."; else copied="$folder/.git-copy/$3"; fi
    cp -R "$copied" "$folder/$4"
    rm -rf "$folder/.git-copy"
}
take tafia/calamine 263762c8e98ef25da8511d9c5ea1783493e3bf6d tests calamine
take max-mapper/csv-spectrum d30e80f8b99d2eecb3778f1d7b9ed1cb425502ec csvs csv-spectrum/csvs
take nst/JSONTestSuite 1ef36fa01286573e846ac449e8683f8833c5b26a test_parsing JSONTestSuite
pollock=c4533b2c0e3fe59d42cbe3936033847aa31d8973
take HPI-Information-Systems/Pollock "$pollock" polluted_files/csv pollock/csv
take HPI-Information-Systems/Pollock "$pollock" polluted_files/clean pollock/clean
take HPI-Information-Systems/Pollock "$pollock" pollock_weights.json pollock
echo "PLANCHECK_CORPORA=$folder cargo test -- corpora public --nocapture"
