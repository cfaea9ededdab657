# Sourced by the scripts beside it: the root of the tree, one line of progress a stage with its
# seconds, full logs under build/log, and stamps that let a second run skip what is already done.

set -euo pipefail
export LC_ALL=C.UTF-8 # a bare system has no other locale

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
logs="$root/build/log"
stamps="$root/build/stamps"
mkdir -p "$logs" "$stamps"

# Builds of the same sources in two folders share what ccache has.
export CCACHE_NOHASHDIR=1

# How many things at once: what the machine has, or TIMEWRIGHT_JOBS.
jobs_max=${TIMEWRIGHT_JOBS:-$(nproc)}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# stage NAME COMMAND...: runs the command with its output in build/log/NAME.log, prints one line
# with the seconds it took, and on failure the end of the log. Answers with the command's status.
stage() {
    local name=$1 began=$SECONDS status=0
    shift
    local log="$logs/${name//[^A-Za-z0-9_.-]/-}.log"
    printf '  %-44s ' "$name"
    # A subshell of its own with errexit: in `if stage ...` bash would turn errexit off for it.
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    status=$?
    set -e
    if [ $status -eq 0 ]; then
        printf '%4d s\n' $((SECONDS - began))
        return 0
    fi
    printf '%4d s  FAILED\n' $((SECONDS - began))
    {
        tail -n "${TIMEWRIGHT_TAIL:-60}" "$log"
        printf '\n%s failed with status %d; the whole log is %s\n' "$name" $status "${log#"$root"/}"
    } >&2
    return $status
}

# fingerprint PATH...: one hash of the names and contents of all files in the paths, without what
# tools leave behind.
fingerprint() {
    find "$@" \( -name node_modules -o -name dist -o -name target -o -name __pycache__ -o -name '*.egg-info' \) -prune \
        -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# done_before NAME HASH: whether the stage NAME already ended well with these inputs.
done_before() {
    [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]
}

mark_done() {
    printf '%s\n' "$2" >"$stamps/$1"
}
