# Sourced by verify. docker_up has a Docker engine answer (Debian's own is installed and started where none does), and
# makes the images that the tests run in from Debian packages: nothing is pulled. docker_down stops what docker_up started.
# Needs root on Debian; the caller defines $log and apt().

docker_pid=""
docker_work=""
docker_cache="${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse/images"

docker_up() {
    if ! docker version >/dev/null 2>&1; then
        [ "$(id -u)" = 0 ] || { printf 'no Docker engine answers, and only root can start one\n'; return 1; }
        docker_start || { printf 'no Docker engine could be started (see %s)\n' "$log"; return 1; }
    fi
    # Ryuk and the probe for the host's address would each be an image to pull; the tests stop their containers themselves.
    export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE="${TESTCONTAINERS_HOST_OVERRIDE:-localhost}"
    docker_images
}

docker_start() {
    command -v dockerd >/dev/null 2>&1 && command -v debootstrap >/dev/null 2>&1 ||
        apt install --no-install-recommends docker.io debootstrap iptables || return 1
    docker_work=$(mktemp -d -t gatehouse-docker-XXXXXX)
    export DOCKER_HOST="unix://$docker_work/docker.sock"
    dockerd --host "$DOCKER_HOST" --data-root "$docker_work/data" --exec-root "$docker_work/exec" \
        --pidfile "$docker_work/pid" >>"$log" 2>&1 &
    docker_pid=$!
    local tries
    for ((tries = 0; tries < 120; tries++)); do
        docker version >/dev/null 2>&1 && return 0
        kill -0 "$docker_pid" 2>/dev/null || break
        sleep 0.5
    done
    docker_down
    return 1
}

docker_down() {
    [ -n "$docker_pid" ] || return 0
    kill "$docker_pid" 2>/dev/null || true
    wait "$docker_pid" 2>/dev/null || true
    docker_pid=""
    unset DOCKER_HOST
    # The engine leaves its network namespace mounted.
    umount "$docker_work"/exec/netns/* 2>/dev/null || true
    rm -rf "$docker_work" || printf 'left behind: %s\n' "$docker_work"
}

docker_images() {
    local postgres
    postgres=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: \(postgresql-[0-9]*\)$/\1/p' | head -n 1)
    docker_image GATEHOUSE_POSTGRES_IMAGE "${postgres:-postgresql}" &&
        docker_image GATEHOUSE_NGINX_IMAGE nginx-light &&
        docker_image GATEHOUSE_PEBBLE_IMAGE pebble 'ENTRYPOINT ["/usr/bin/pebble"]'
    local status=$?
    [ -z "${docker_base:-}" ] || rm -rf "$docker_base"
    return $status
}

# docker_image VARIABLE PACKAGE [CHANGE]: exports the image's name in VARIABLE; unpacked once for each package version.
docker_image() {
    local variable=$1 package=$2 change=${3:-ENV LC_ALL=C} version tar
    version=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: //p')
    tar="$docker_cache/${package}_${version//[^A-Za-z0-9.+-]/_}.tar"
    if [ ! -s "$tar" ]; then
        printf 'building an image: %s %s\n' "$package" "$version"
        docker_root "$package" "$tar" >>"$log" 2>&1 || { printf 'not built: %s (see %s)\n' "$package" "$log"; return 1; }
    fi
    docker import --change "$change" "$tar" "gatehouse/$package:ci" >>"$log" 2>&1 || return 1
    export "$variable=gatehouse/$package:ci"
}

# docker_root PACKAGE TAR: a minimal Debian with one package on top.
docker_root() {
    local package=$1 tar=$2 suite root
    suite=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
    mkdir -p "$docker_cache"
    if [ -z "${docker_base:-}" ]; then
        docker_base=$(mktemp -d -t gatehouse-debian-XXXXXX)
        debootstrap --variant=minbase "$suite" "$docker_base/base" || return 1
        # Debian's own sources as this machine has them, so that security updates are in.
        cp /etc/apt/sources.list.d/debian.sources "$docker_base/base/etc/apt/sources.list.d/" 2>/dev/null || true
        # No service starts, and no cluster is made.
        printf '#!/bin/sh\nexit 101\n' >"$docker_base/base/usr/sbin/policy-rc.d"
        chmod 755 "$docker_base/base/usr/sbin/policy-rc.d"
        mkdir -p "$docker_base/base/etc/postgresql-common"
        printf 'create_main_cluster = false\n' >"$docker_base/base/etc/postgresql-common/createcluster.conf"
    fi
    root="$docker_base/$package"
    cp -a "$docker_base/base" "$root" || return 1
    docker_chroot "$root" update && docker_chroot "$root" install --no-install-recommends "$package" || return 1
    rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* \
        "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale
    tar -C "$root" -cf "$tar.part" . && mv "$tar.part" "$tar" && rm -rf "$root"
}

docker_chroot() {
    local root=$1
    shift
    chroot "$root" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq \
        -o Dpkg::Options::=--force-unsafe-io -o Dpkg::Options::=--force-confold "$@"
}
