#!/bin/sh
# Makes the namespace and the search attributes that the worker uses; run again it changes nothing.
set -eu
describe() { temporal operator namespace describe --namespace evenhand; }
describe >/dev/null 2>&1 || temporal operator namespace create --namespace evenhand --retention 30d
# A new namespace takes some seconds to be known to every part of the server.
until describe >/dev/null 2>&1; do sleep 1; done
attribute() {
  temporal operator search-attribute list --namespace evenhand | grep -qw "$1" ||
    temporal operator search-attribute create --namespace evenhand --name "$1" --type "$2"
}
attribute EvenhandStage Keyword
attribute EvenhandNextDate Datetime
attribute EvenhandCase Keyword
