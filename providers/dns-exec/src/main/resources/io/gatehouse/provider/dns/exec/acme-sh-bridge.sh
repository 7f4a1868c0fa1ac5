# The functions that a DNS script written for acme.sh expects around it, written for Gatehouse by what acme.sh's guide for
# authors of such scripts and the scripts themselves ask for. A POSIX shell reads this on its standard input:
#   sh -c 'eval "$(cat)"' SCRIPT add|rm NAME VALUE
# No credential is put on a command line: printf is the shell's own, and curl reads headers and bodies from files.
# Nothing outlives the run: what a script saves, it can read until it ends.

umask 077
gatehouse_folder=$(mktemp -d) || exit 1
trap 'rm -rf "$gatehouse_folder"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT HUP

HTTP_HEADER=$gatehouse_folder/header
: >"$HTTP_HEADER"
USER_AGENT=${USER_AGENT:-gatehouse}
DEBUG_LEVEL_1=1
DEBUG_LEVEL_2=2
DEBUG_LEVEL_3=3
DEBUG_LEVEL_NONE=0
DEBUG_LEVEL_DEFAULT=1
_H1= _H2= _H3= _H4= _H5=

# --- What it says. Errors and what is asked for with DEBUG=1 to 3 go to standard error, news to standard output.

gatehouse_say() {
    if [ $# -gt 1 ]; then printf "%s='%s'\n" "$1" "$2"; else printf '%s\n' "$1"; fi
}

gatehouse_debug() {
    gatehouse_level=$1
    shift
    if [ "${DEBUG:-0}" -ge "$gatehouse_level" ] 2>/dev/null; then gatehouse_say "$@" >&2; fi
}

_info() { gatehouse_say "$@"; }
_log() { gatehouse_debug 1 "$@"; }
_debug() { gatehouse_debug 1 "$@"; }
_debug2() { gatehouse_debug 2 "$@"; }
_debug3() { gatehouse_debug 3 "$@"; }
_secure_debug() { gatehouse_debug 1 "$1" '***'; }
_secure_debug2() { gatehouse_debug 2 "$1" '***'; }
_secure_debug3() { gatehouse_debug 3 "$1" '***'; }
_usage() { gatehouse_say "$@" >&2; }
_err() {
    gatehouse_say "$@" >&2
    return 1
}

# --- Text.

_contains() { printf '%s\n' "$1" | grep -q -- "$2"; }
_startswith() { printf '%s\n' "$1" | grep -q -- "^$2"; }
_endswith() { printf '%s\n' "$1" | grep -q -- "$2\$"; }
_egrep_o() { grep -E -o -- "$1"; }
_lower_case() { LC_ALL=C tr '[:upper:]' '[:lower:]'; }
_upper_case() { LC_ALL=C tr '[:lower:]' '[:upper:]'; }
_head_n() { head -n "$1"; }
_tail_n() { tail -n "$1"; }
_math() { printf '%s' "$(($*))"; }
_sed_i() {
    sed "$1" "$2" >"$gatehouse_folder/edited" && cat "$gatehouse_folder/edited" >"$2"
}

# The field of that number, or the last one before it that holds anything.
_getfield() {
    gatehouse_field=$2
    gatehouse_value=
    while [ "$gatehouse_field" -gt 0 ]; do
        gatehouse_value=$(printf '%s\n' "$1" | cut -d "${3:-,}" -f "$gatehouse_field")
        [ -z "$gatehouse_value" ] || break
        gatehouse_field=$((gatehouse_field - 1))
    done
    printf '%s' "${gatehouse_value:-$1}"
}

# JSON on one line, without blanks around the colons of its members.
_normalizeJson() {
    sed -e 's/^[[:blank:]]*//' -e 's/"[[:blank:]]*:[[:blank:]]*\(["{[]\)/":\1/g' | tr -d '\r\n'
}

# Names are ASCII here: IDNs come as the DNS has them.
_idn() { printf '%s' "$1"; }
_is_idn() { return 1; }

_exists() { command -v "$1" >/dev/null 2>&1; }

# --- Bytes.

_hex_dump() { od -A n -v -t x1 | tr -d '\r\n'; }

_h2b() {
    gatehouse_hex=$(tr -d '[:space:]')
    while [ -n "$gatehouse_hex" ]; do
        gatehouse_rest=${gatehouse_hex#??}
        # shellcheck disable=SC2059 # The format is the byte.
        printf "\\$(printf '%03o' "0x${gatehouse_hex%"$gatehouse_rest"}")"
        gatehouse_hex=$gatehouse_rest
    done
}

_url_encode() {
    gatehouse_format=%%%02x
    [ "$1" != upper-hex ] || gatehouse_format=%%%02X
    od -A n -v -t u1 | LC_ALL=C awk -v format="$gatehouse_format" '{
        for (i = 1; i <= NF; i++) {
            letter = sprintf("%c", $i + 0)
            if ($i < 128 && letter ~ /[A-Za-z0-9._~-]/) printf "%s", letter; else printf format, $i
        }
    }'
}

_base64() {
    if [ "$1" ]; then openssl base64 -e; else openssl base64 -e -A; fi
}

_dbase64() {
    if [ "$1" ]; then openssl base64 -d; else openssl base64 -d -A; fi
}

# ALGORITHM [hex]: in Base64 otherwise.
_digest() {
    case $1 in
        md5 | sha1 | sha256 | sha512 | sha3-256) ;;
        *) _err "The algorithm $1 is not offered"; return ;;
    esac
    if [ "$2" ]; then
        openssl dgst "-$1" -hex | sed 's/^.*= *//'
    else
        openssl dgst "-$1" -binary | _base64
    fi
}

gatehouse_pad() {
    gatehouse_left=$1
    gatehouse_padded=
    while [ -n "$gatehouse_left" ]; do
        gatehouse_rest=${gatehouse_left#??}
        gatehouse_byte=$((0x${gatehouse_left%"$gatehouse_rest"} ^ $2))
        gatehouse_padded=$gatehouse_padded$(printf '%02x' "$gatehouse_byte")
        gatehouse_left=$gatehouse_rest
    done
    printf '%s' "$gatehouse_padded"
}

# ALGORITHM KEY-IN-HEX [hex]: as bytes otherwise. RFC 2104 step by step, for openssl takes a key on its command line only.
_hmac() {
    case $1 in
        sha1 | sha256) ;;
        *) _err "The algorithm $1 is not offered"; return ;;
    esac
    gatehouse_key=$2
    if [ ${#gatehouse_key} -gt 128 ]; then
        gatehouse_key=$(printf '%s' "$gatehouse_key" | _h2b | _digest "$1" hex)
    fi
    while [ ${#gatehouse_key} -lt 128 ]; do gatehouse_key=${gatehouse_key}00; done
    gatehouse_inner=$({ gatehouse_pad "$gatehouse_key" 0x36 | _h2b; cat; } | _digest "$1" hex)
    { gatehouse_pad "$gatehouse_key" 0x5c; printf '%s' "$gatehouse_inner"; } | _h2b | if [ "$3" ]; then
        _digest "$1" hex
    else
        openssl dgst "-$1" -binary
    fi
}

_url_replace() { tr '/+' '_-' | tr -d '= '; }

_isRSA() { openssl rsa -in "$1" -noout 2>/dev/null; }

# KEY-FILE ALGORITHM: a signature in Base64.
_sign() {
    _isRSA "$1" || { _err "$1 is no RSA key; signatures by other keys are not offered"; return; }
    openssl dgst "-$2" -sign "$1" | _base64
}

# --- Time and files.

_mktemp() { mktemp "$gatehouse_folder/file.XXXXXX"; }

_time() { date -u +%s; }
_utc_date() { date -u '+%Y-%m-%d %H:%M:%S'; }
_date2time() { date -u -d "$(printf '%s' "$1" | tr 'TZ' '  ')" +%s; }
_sleep() { sleep "$1"; }

# --- What it saves: for this run alone. The account's and the domain's settings are one.

gatehouse_is_name() {
    case $1 in
        '' | [0-9]* | *[!A-Za-z0-9_]*) _err "\"$1\" is no name to save a value under" ;;
    esac
}

gatehouse_save() { gatehouse_is_name "$1" && eval "gatehouse_saved_$1=\$2"; }
gatehouse_read() { gatehouse_is_name "$1" && eval "printf '%s' \"\${gatehouse_saved_$1-}\""; }

_saveaccountconf() { gatehouse_save "$1" "$2"; }
_saveaccountconf_mutable() { gatehouse_save "$1" "$2"; }
_savedomainconf() { gatehouse_save "$1" "$2"; }
_readaccountconf() { gatehouse_read "$1"; }
_readaccountconf_mutable() { gatehouse_read "$1"; }
_readdomainconf() { gatehouse_read "$1"; }
_clearaccountconf() { gatehouse_save "$1" ''; }
_clearaccountconf_mutable() { gatehouse_save "$1" ''; }
_cleardomainconf() { gatehouse_save "$1" ''; }

# --- HTTP, by curl. The headers are _H1 to _H5; those of the answer are in $HTTP_HEADER.

_resethttp() { :; }

# NAME VALUE: a line of curl's configuration. A line break would begin another one.
gatehouse_option() {
    printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | tr -d '\r\n' | sed 's/[\\"]/\\&/g')"
}

# METHOD URL CONTENT-TYPE TIME-TO-CONNECT, with the body in a file if there is one.
gatehouse_configuration() {
    gatehouse_option url "$2"
    case $1 in GET | HEAD) ;; *) gatehouse_option request "$1" ;; esac
    gatehouse_option user-agent "$USER_AGENT"
    gatehouse_option dump-header "$HTTP_HEADER"
    printf 'silent\nshow-error\ngloboff\n'
    [ "$ACME_HTTP_NO_REDIRECTS" ] || printf 'location\n'
    [ -z "$HTTPS_INSECURE" ] || printf 'insecure\n'
    [ "$1" != HEAD ] || printf 'head\n'
    [ -z "$4" ] || gatehouse_option connect-timeout "$4"
    [ -z "$3" ] || gatehouse_option header "Content-Type: $3"
    [ ! -f "$gatehouse_folder/body" ] || gatehouse_option data-binary "@$gatehouse_folder/body"
    for gatehouse_header in "$_H1" "$_H2" "$_H3" "$_H4" "$_H5"; do
        [ -z "$gatehouse_header" ] || gatehouse_option header "$gatehouse_header"
    done
}

gatehouse_http() {
    _exists curl || { _err "curl is not installed, or not on the PATH that was handed over"; return; }
    gatehouse_configuration "$@" | curl --config -
}

# URL [only-headers] [time to connect]
_get() {
    rm -f "$gatehouse_folder/body"
    if [ "$2" ]; then gatehouse_http HEAD "$1" '' "$3"; else gatehouse_http GET "$1" '' "$3"; fi
}

# BODY URL [in-base64] [method] [content type]
_post() {
    rm -f "$gatehouse_folder/body"
    [ -z "$1" ] || printf '%s' "$1" >"$gatehouse_folder/body"
    gatehouse_http "${4:-POST}" "$2" "$5" '' >"$gatehouse_folder/answer"
    gatehouse_status=$?
    if [ "$3" ]; then _base64 <"$gatehouse_folder/answer"; else cat "$gatehouse_folder/answer"; fi
    return "$gatehouse_status"
}

# --- The script. Its functions are named after its file.

gatehouse_function=${0##*/}
gatehouse_function=${gatehouse_function%.sh}_$1
gatehouse_owner=$2
gatehouse_text=$3
. "$0"
if ! _exists "$gatehouse_function"; then
    _err "$0 defines no function $gatehouse_function"
    exit 1
fi
"$gatehouse_function" "$gatehouse_owner" "$gatehouse_text"
exit
