#!/bin/sh
# Brings Temporal's two databases up to the schema of this version of its tools; run again it changes nothing.
set -eu
for each in temporal:temporal temporal_visibility:visibility; do
  database=${each%%:*}
  folder=/etc/temporal/schema/postgresql/v12/${each##*:}/versioned
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-dir "$folder"
done
