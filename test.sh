#!/bin/sh
# Installs what the tests need and this machine lacks, then runs every test.
# Arguments go to go test: sh test.sh -run Browser -v
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "test.sh: $*"; }
die() { say "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# apt_install installs packages as root, or fails.
apt_install() {
	have apt-get || return 1
	if [ "$(id -u)" = 0 ]; then
		root=''
	elif have sudo && sudo -n true 2>/dev/null; then
		root='sudo -n'
	else
		return 1
	fi
	say "installing $*"
	$root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
		$root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

browsers='chromium-headless-shell headless-shell chromium chromium-browser google-chrome'

# find_browser prints the browser that the tests will start, in their order.
find_browser() {
	if [ -n "${CHROME_PATH:-}" ]; then
		command -v "$CHROME_PATH"
		return
	fi
	for name in $browsers; do
		command -v "$name" && return
	done
	return 1
}

# has_shell says whether a headless shell is here: the same engine without the
# windows of a browser, which opens a page in half the processor time.
has_shell() { have chromium-headless-shell || have headless-shell; }

# offers_shell says whether the lists of packages know of one.
offers_shell() {
	have apt-cache && [ -n "$(apt-cache show chromium-headless-shell 2>/dev/null | head -n 1)" ]
}

# unpack_chromium puts chromium and its libraries into the user's cache, for
# machines with apt where we may not install: neither step needs root.
unpack_chromium() {
	have apt-get && have dpkg-deb || return 1
	package=chromium
	if offers_shell; then package=chromium-headless-shell; fi
	dir="${XDG_CACHE_HOME:-$HOME/.cache}/viva-tests/$package"
	if [ ! -d "$dir" ]; then
		say "unpacking $package into $dir"
		packages=$(apt-get -s install --no-install-recommends $package fonts-dejavu-core |
			sed -n 's/^Inst \([^ ]*\).*/\1/p')
		[ -n "$packages" ] || return 1
		# Under another name until it is whole.
		rm -rf "$dir.part" && mkdir -p "$dir.part/packages" || return 1
		# shellcheck disable=SC2086 # one word is one package
		(cd "$dir.part/packages" && apt-get -q download $packages) || return 1
		for deb in "$dir.part"/packages/*.deb; do
			dpkg-deb -x "$deb" "$dir.part" || return 1
		done
		rm -rf "$dir.part/packages"
		mv "$dir.part" "$dir" || return 1
	fi
	CHROME_PATH="$dir/usr/lib/chromium/$package"
	LD_LIBRARY_PATH=$(echo "$dir"/usr/lib/*-linux-gnu)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export CHROME_PATH LD_LIBRARY_PATH
}

# The other engines and the tests' names for them. Ubuntu's package "firefox" is
# a shell around a snap, which does not run in a container: there, put another
# Firefox in the path.
have_firefox() {
	if [ -n "${FIREFOX_PATH:-}" ]; then have "$FIREFOX_PATH"; else have firefox-esr || have firefox; fi
}
have_webkit() { have "${WEBKIT_DRIVER_PATH:-WebKitWebDriver}" && have Xvfb; }

# runs_32_bits reports whether this kernel runs 32-bit programs.
runs_32_bits() {
	probe=$(mktemp -d)
	printf 'package main\n\nfunc main() {}\n' >"$probe/main.go"
	CGO_ENABLED=0 GOARCH=386 go run "$probe/main.go" 2>/dev/null && runs=0 || runs=1
	rm -rf "$probe"
	return $runs
}

have go || die 'no Go: install Go 1.26 or newer from https://go.dev/dl/'
have cc || have gcc || apt_install gcc libc6-dev ||
	die 'no C compiler, which SQLite is built with: install gcc and libc6-dev'

if [ -n "${CHROME_PATH:-}" ]; then
	find_browser >/dev/null || die "CHROME_PATH=$CHROME_PATH is not a program"
else
	# Another browser that is here already serves where there is no lighter one.
	has_shell || { offers_shell && apt_install chromium-headless-shell fonts-dejavu-core; } ||
		find_browser >/dev/null ||
		apt_install chromium-headless-shell fonts-dejavu-core ||
		apt_install chromium fonts-dejavu-core || unpack_chromium ||
		die 'no chromium: install it, or set CHROME_PATH to a Chromium or Chrome'
fi

have_firefox || apt_install firefox-esr ||
	die 'no Firefox: install it, or set FIREFOX_PATH to one'
have_webkit || apt_install webkit2gtk-driver xvfb ||
	die 'no WebKit: install webkit2gtk-driver (WebKitWebDriver) and xvfb'

# Letters are handed to a mail server that was made elsewhere, too.
have aiosmtpd || apt_install python3-aiosmtpd ||
	say 'no aiosmtpd (python3-aiosmtpd), so letters are tried with a mail server of our own alone'

# npm writes the second file last, so it is older than a lock file that has
# changed since.
axe=internal/testkit/axe
if [ ! -f $axe/node_modules/.package-lock.json ] ||
	[ -n "$(find $axe/package-lock.json -newer $axe/node_modules/.package-lock.json)" ]; then
	have npm || apt_install nodejs npm ||
		die 'no npm: install Node.js, which brings the accessibility checker'
	say 'installing axe-core, the accessibility checker'
	(cd $axe && npm ci --ignore-scripts --no-audit --no-fund)
fi

go version
cc --version 2>/dev/null | head -n 1 || gcc --version | head -n 1
"$(find_browser)" --version 2>/dev/null || die "$(find_browser) does not start"
"${FIREFOX_PATH:-$(command -v firefox-esr || command -v firefox)}" --version 2>/dev/null || die 'Firefox does not start'
# The driver does not tell its version.
"${WEBKIT_DRIVER_PATH:-WebKitWebDriver}" --help >/dev/null || die 'WebKitWebDriver does not start'
say "axe-core $(sed -n 's/^  "version": "\(.*\)".*/\1/p' $axe/node_modules/axe-core/package.json)"

say 'the first build compiles SQLite and the browser driver: it takes minutes and says nothing'
go vet ./...
# The two longest begin first, so that neither is left alone at the end.
go test -timeout 20m "$@" ./web ./cmd/app ./...
# Dealing is the same where a whole number has 32 bits. Not every 64-bit kernel
# runs 32-bit programs; there an emulator does.
if [ "$(go env GOARCH)" = amd64 ]; then
	say 'the same items on a 32-bit machine'
	if runs_32_bits; then
		CGO_ENABLED=0 GOARCH=386 go test -vet=off ./internal/deck -run 'Golden|DeckHashes'
	elif have qemu-arm || apt_install qemu-user; then
		CGO_ENABLED=0 GOARCH=arm go test -vet=off -exec qemu-arm ./internal/deck -run 'Golden|DeckHashes'
	else
		say 'not tried: this kernel runs no 32-bit programs, and there is no qemu-arm'
	fi
fi
say 'every test passed'
