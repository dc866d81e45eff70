# The set-up that ./run and ./check share: system libraries, Python, .venv. Sourced, in POSIX sh.
# Expects $root, the folder of the project. Everything it says goes to standard error.

# shellcheck disable=SC2154  # root comes from the script that sources this
venv="$root/.venv"
stamp="$venv/set-up"    # written last, so that a .venv without it is half-made and is made anew
pins=$(cksum <"$root/constraints.txt")
project=$(cksum <"$root/pyproject.toml")

pythons='3.13 3.12 3.11' python_modules='venv, ensurepip'
. "$root/.ci/system.sh"

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }

pip_install() { pip --quiet install --no-deps "$@"; }

# Every file is compared with the SHA-256 in constraints.txt, and nothing is built from source.
install_pinned() { pip_install --require-hashes --only-binary :all: --requirement "$1"; }

# What the stamp says is installed: "run", "check" (which includes run) or nothing.
read_stamp() {
    stamped_place='' stamped_pins='' stamped_project='' stamped_part=''
    if [ -r "$stamp" ]; then
        { read -r stamped_place; read -r stamped_pins; read -r stamped_project; read -r stamped_part; } <"$stamp" || :
    fi
    # A moved folder, other pins, or a Python that has gone since: what is there counts for nothing.
    if [ "$stamped_place" != "$root" ] || [ "$stamped_pins" != "$pins" ] ||
        ! "$venv/bin/python" -I -c 'import certapp' 2>/dev/null; then
        stamped_part=''
    fi
}

is_set_up() {
    read_stamp
    [ "$stamped_project" = "$project" ] || return 1
    case "$1:$stamped_part" in run:run | run:check | check:check) return 0 ;; esac
    return 1
}

# set_up run: what starts the program. set_up check: the tools that check it too.
# The second word is "window" where a window, or a test of one, is going to open.
set_up() {
    python_package=''
    wants_camera=''
    [ "$1" != check ] || wants_camera=yes
    if is_set_up "$1"; then
        [ "${2-}" != window ] || find_packages window
        return 0
    fi
    case $(uname) in
        Linux | Darwin) ;;
        *) stop "These scripts are for Linux and macOS. On Windows type: uv run certapp   (docs/installing.md)" ;;
    esac
    # Two starts at once: the second waits here and then finds everything done.
    exec 9<"$root/constraints.txt"
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    if ! is_set_up "$1"; then
        [ -n "$stamped_part" ] || choose_python || :
        find_packages "${2-}"
        make_venv "$1"
    fi
    exec 9<&-
}

make_venv() {
    part=$1
    rm -f "$stamp"
    if [ -z "$stamped_part" ]; then
        say "Setting up in .venv, once, with $("$python" --version). It takes a minute or two, and the network."
        rm -rf "$venv"
        "$python" -m venv "$venv" || stop "The folder .venv could not be made; see the lines above."
    fi
    case "$part:$stamped_part" in
        run:)
            sed '/^# --- to check it/,$d' "$root/constraints.txt" >"$venv/to-start.txt"
            install_pinned "$venv/to-start.txt" || stop_for_packages
            ;;
        check: | check:run)
            say "Installing what the checks need"
            install_pinned "$root/constraints.txt" || stop_for_packages
            ;;
    esac
    [ "$stamped_part" != check ] || part=check
    pip_install --no-build-isolation --editable "$root" || stop "The project itself could not be installed; see above."
    misfits=$(pip check) || stop "$misfits" "constraints.txt does not fit pyproject.toml: renew it with .ci/renew-pins."
    look_at_qt
    printf '%s\n' "$root" "$pins" "$project" "$part" >"$stamp"
}

# The list above is ours; what the installed Qt really asks for is in its files.
look_at_qt() {
    [ -z "$(missing_qt_packages)" ] && command -v ldd >/dev/null 2>&1 || return 0
    unresolved=$(cd "$venv"/lib/python3.*/site-packages/PySide6/Qt 2>/dev/null &&
        ldd plugins/platforms/libqxcb.so plugins/platforms/libqoffscreen.so lib/libQt6Widgets.so.6 \
            lib/libQt6Network.so.6 lib/libQt6PrintSupport.so.6 lib/libQt6Svg.so.6 2>/dev/null |
        awk '/not found/ && !seen[$1]++ { print $1 }')
    [ -z "$unresolved" ] || say "Qt also asks for libraries that are not here; a window may not open:" "$unresolved"
}

stop_for_packages() {
    stop "" "The Python packages could not be installed; see the lines above. Start again to try again." \
        "Behind a proxy, without a network, or on a system that has no ready-made packages: docs/installing.md."
}
