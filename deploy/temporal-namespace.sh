#!/bin/sh
# Makes the namespace and the search attributes that the worker uses; run again it changes nothing.
set -eu
attributes() { temporal operator search-attribute list --namespace evenhand; }
namespace() {
  temporal operator namespace describe --namespace evenhand >/dev/null 2>&1 ||
    temporal operator namespace create --namespace evenhand --retention 30d
}
# A server that listens may not serve yet, and a new namespace takes some seconds to be known to every part of it.
tries=60
until namespace >/dev/null 2>&1 && attributes >/dev/null 2>&1; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    namespace && attributes # says why not
    exit 1
  fi
  sleep 1
done
attribute() {
  attributes | grep -qw "$1" ||
    temporal operator search-attribute create --namespace evenhand --name "$1" --type "$2"
}
attribute EvenhandStage Keyword
attribute EvenhandNextDate Datetime
attribute EvenhandCase Keyword
