# What has to be on the computer before the program: Python, and the libraries of the system that Qt loads. Sourced, in
# POSIX sh, by .ci/setup.sh and by the portable package's install. Everything it says goes to standard error.

# shellcheck shell=sh
# shellcheck disable=SC2154  # from the script that sources this: pythons, which versions fit; python_modules, what of it
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

# Sets $python to an interpreter of one of the versions $pythons that can make a virtual environment. Where there is
# none, false, with the Debian package that would help in $python_package, and in $unfit the version that does not fit.
choose_python() {
    python_package='' unfit=''
    # shellcheck disable=SC2086  # a list of versions
    for python in $(printf 'python%s ' $pythons) python3; do
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case " $pythons " in
            *" $version "*) ;;
            *)
                unfit=$version
                continue
                ;;
        esac
        if "$python" -c "import $python_modules" 2>/dev/null; then
            python_package=''
            return 0
        fi
        : "${python_package:=python$version-venv}"
    done
    if [ -z "$python_package" ] && [ -n "$unfit" ]; then
        stop "This program needs Python, one of: $pythons. Here is Python $unfit." \
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
