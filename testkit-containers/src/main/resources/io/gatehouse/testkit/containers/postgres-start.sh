#!/bin/sh
# Makes a cluster from the files beside this script and runs it as the account "postgres" of the image.
set -eu
here=/gatehouse
server=$(command -v postgres || ls /usr/lib/postgresql/*/bin/postgres | tail -n 1)
chown -R postgres "$here"
cd "$here"
exec su -s /bin/sh postgres -c "
    '${server%postgres}initdb' --pgdata=$here/data --username=postgres --pwfile=$here/password --auth=scram-sha-256 \
        --encoding=UTF8 --locale=C --no-sync &&
    rm $here/password &&
    cp $here/pg_hba.conf $here/data/pg_hba.conf &&
    cp $here/settings.conf $here/data/postgresql.auto.conf &&
    exec '$server' -D $here/data"
