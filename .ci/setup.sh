# The set-up that ./run and ./check share: system libraries, Python, .venv. Sourced, in POSIX sh.
# Expects $root, the folder of the project. Everything it says goes to standard error.

# shellcheck disable=SC2154  # root comes from the script that sources this
venv="$root/.venv"
stamp="$venv/set-up"    # written last, so that a .venv without it is half-made and is made anew
pins=$(cksum <"$root/constraints.txt")
project=$(cksum <"$root/pyproject.toml")

# What Qt loads and its wheels do not carry: the library, and the Debian package that has it.
qt_libraries='
libglib-2.0.so.0        libglib2.0-0
libEGL.so.1             libegl1
libGL.so.1              libgl1
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libxkbcommon.so.0       libxkbcommon0
libgssapi_krb5.so.2     libgssapi-krb5-2
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-xkb.so.1         libxcb-xkb1
libxkbcommon-x11.so.0   libxkbcommon-x11-0
'

# What QtMultimedia asks for beyond that: the tests of the camera's window need it, and who uses the extra "camera".
camera_libraries='
libpulse.so.0           libpulse0
'

# Each argument is a line.
say() { printf '%s\n' "$@" >&2; }

stop() {
    say "$@"
    exit 1
}

may_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; }

# Installs Debian packages without a question. False, with the reason said, where that does not work.
apt_install() {
    say "Installing from the system's packages: $*"
    if [ -z "${apt_lists_are_new-}" ]; then
        apt_quietly update || :    # one source that does not answer need not be the one with these packages
        apt_lists_are_new=yes
    fi
    apt_quietly install --yes --no-install-recommends "$@"
}

apt_quietly() {
    if ! apt_said=$(DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" 2>&1 </dev/null); then
        say "apt-get $1 failed:" "$(printf '%s\n' "$apt_said" | tail -n 5)"
        return 1
    fi
}

# The Debian packages of Qt's libraries that the loader does not know, in one line.
# With $wants_camera set also those of the camera.
missing_qt_packages() {
    [ "$(uname)" = Linux ] || return 0
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null) || return 0
    printf '%s' "$qt_libraries${wants_camera:+$camera_libraries}" | while read -r library package; do
        case "$known" in
            *"$library "*) ;;
            *) [ -z "$library" ] || printf '%s ' "$package" ;;
        esac
    done
}

# Sets $python to an interpreter that fits and can make a virtual environment. Where there is none, false,
# with the Debian package that would help in $python_package, and in $unfit the version that does not fit.
choose_python() {
    python_package='' unfit=''
    for python in python3.13 python3.12 python3.11 python3; do
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case $version in
            3.11 | 3.12 | 3.13) ;;
            *)
                unfit=$version
                continue
                ;;
        esac
        if "$python" -c 'import venv, ensurepip' 2>/dev/null; then
            python_package=''
            return 0
        fi
        : "${python_package:=python$version-venv}"
    done
    if [ -z "$python_package" ] && [ -n "$unfit" ]; then
        stop "This program needs Python 3.11, 3.12 or 3.13. Here is Python $unfit." \
            "docs/installing.md says where to get one that fits; it can stay beside the one you have."
    fi
    : "${python_package:=python3-venv}"
    return 1
}

# Sees to the system's packages: Python where choose_python found none, and what a window needs.
# Stops, with the one line to type, where Python is missing; for the window's libraries only if "$1" is window.
find_packages() {
    packages="${python_package:+$python_package }$(missing_qt_packages)"
    [ -n "$packages" ] || return 0
    # shellcheck disable=SC2086  # a list of package names
    if may_install && apt_install $packages; then
        [ -z "$python_package" ] || choose_python || stop "Python was installed, but $python_package is still missing."
        return 0
    fi
    say "This program needs packages of the system that are not on this computer. Type:" \
        "    sudo apt-get install --no-install-recommends ${packages% }" \
        "The names are those of Debian and Ubuntu; for other systems see docs/installing.md."
    if [ -n "$python_package" ] || [ "$1" = window ]; then stop "Then start again."; fi
    say "Going on without: only the window needs them."
}

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
