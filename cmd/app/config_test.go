package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parse reads a configuration as the program does: arguments over
// environment over defaults.
func parse(t *testing.T, args ...string) (Config, *kong.Kong, error) {
	t.Helper()
	var c Config
	p, err := kong.New(&c)
	if err != nil {
		t.Fatalf("describe the flags: %v", err)
	}
	_, err = p.Parse(args)
	return c, p, err
}

func TestConfigCheck(t *testing.T) {
	tests := []struct {
		name   string
		args   string
		refuse string // part of the error, "" when accepted
		warn   string // part of the warning, "" when there is none
	}{
		{"defaults", "", "", ""},
		{"loopback name", "--base-url=http://LOCALHOST:3000", "", ""},
		{"loopback network", "--base-url=http://127.8.9.1", "", ""},
		{"loopback v6", "--base-url=http://[::1]:8080", "", ""},
		{"slash at the end", "--base-url=http://localhost:8080/", "", ""},
		{"https behind a known proxy", "--base-url=https://viva.example --trusted-proxies=10.0.0.1,192.168.0.0/16", "", ""},
		{"https, certificate", "--base-url=https://viva.example --tls-cert=c.pem --tls-key=k.pem", "", ""},
		{"http accepted", "--base-url=http://viva.lan --insecure-http", "", ""},
		{"listening everywhere says nothing about cookies", "--addr=0.0.0.0:8080", "", ""},
		{"all addresses", "--addr=:8080", "", ""},

		{"http elsewhere", "--base-url=http://viva.lan", "in the clear", ""},
		{"http on a private address", "--base-url=http://192.168.1.5:8080", "in the clear", ""},
		{"http on a name that begins like loopback", "--base-url=http://localhost.example", "in the clear", ""},
		{"http on a number that begins like loopback", "--base-url=http://127.0.0.1.example", "in the clear", ""},
		{"unspecified is not loopback", "--base-url=http://0.0.0.0:8080", "in the clear", ""},
		{"http elsewhere, loopback address", "--addr=127.0.0.1:8080 --base-url=http://viva.lan", "in the clear", ""},
		{"certificate alone", "--base-url=https://viva.example --tls-cert=c.pem", "go together", ""},
		{"key alone", "--base-url=https://viva.example --tls-key=k.pem", "go together", "proxy"},
		{"certificate for http", "--base-url=http://localhost:8080 --tls-cert=c.pem --tls-key=k.pem", "says http", ""},
		{"path", "--base-url=https://viva.example/quiz", "scheme and host only", ""},
		{"query", "--base-url=https://viva.example?a=b", "scheme and host only", ""},
		{"empty query", "--base-url=https://viva.example?", "scheme and host only", ""},
		{"fragment", "--base-url=https://viva.example#a", "scheme and host only", ""},
		{"user", "--base-url=https://me@viva.example", "user name", ""},
		{"no scheme", "--base-url=viva.example", "begins with http", ""},
		{"other scheme", "--base-url=ftp://viva.example", "begins with http", ""},
		{"no host", "--base-url=https://", "host is missing", ""},
		{"port only", "--base-url=https://:8080", "host is missing", ""},
		{"empty port", "--base-url=https://viva.example:", "port is missing", ""},
		{"large port", "--base-url=https://viva.example:65536", "0 to 65535", ""},
		{"no URL", "--base-url=http://[::1", "not a URL", ""},
		{"address without port", "--addr=127.0.0.1", "host and port", ""},
		{"address with a service name", "--addr=127.0.0.1:http", "0 to 65535", ""},
		{"no data", "--data=", "no directory", ""},
		{"negative limit", "--open-attempts=-1", "give a number from 0", ""},
		{"no limits", "--attempts-per-hour=0 --guests-per-hour=0", "", ""},
		{"proxy", "--trusted-proxies=proxy.lan", "neither an address nor a network", ""},

		{"reserve above the warning", "--low-space=100 --reserved-space=200", "", "before anybody is warned"},
		{"needless flag on loopback", "--insecure-http", "", "no effect"},
		{"needless flag with https", "--base-url=https://viva.example --insecure-http", "", "no effect"},
		{"https from nowhere", "--base-url=https://viva.example", "", "proxy must stand in front"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _, err := parse(t, strings.Fields(tt.args)...)
			if err != nil {
				t.Fatalf("parse: %v", err)
			}
			_, warnings, err := c.Check()
			if got := strings.Join(warnings, "\n"); !matches(got, tt.warn) {
				t.Errorf("warnings = %q, want %q", got, tt.warn)
			}
			if err == nil {
				if tt.refuse != "" {
					t.Errorf("accepted, want %q", tt.refuse)
				}
				return
			}
			if !matches(err.Error(), tt.refuse) {
				t.Errorf("refused with %q, want %q", err, tt.refuse)
			}
			var coder interface{ ExitCode() int }
			if !errors.As(err, &coder) || coder.ExitCode() != 78 {
				t.Errorf("the refusal does not ask for exit code 78")
			}
		})
	}
}

// matches reports whether got holds want, and is empty when want is.
func matches(got, want string) bool {
	if want == "" {
		return got == ""
	}
	return strings.Contains(got, want)
}

func TestConfigTellsEveryMistake(t *testing.T) {
	c, _, err := parse(t, "--addr=x", "--data=", "--tls-key=k.pem", "--base-url=ftp://x")
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	_, _, err = c.Check()
	for _, flag := range []string{"--addr", "--data", "--tls-cert", "--base-url"} {
		if err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%v: does not name %s", err, flag)
		}
	}
}

// Proxies of IPv4 are known by their addresses, however these are written.
func TestConfigProxies(t *testing.T) {
	nets, err := parseProxies([]string{"::ffff:10.0.0.1", " ::ffff:127.0.0.0/104", "192.168.7.9/16", "fd00::/8"})
	if got := fmt.Sprint(nets); err != nil || got != "[10.0.0.1/32 127.0.0.0/8 192.168.0.0/16 fd00::/8]" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestConfigRefusesAtParsing(t *testing.T) {
	for _, arg := range []string{"--log-format=xml", "--log-level=loud", "--no-such-flag"} {
		if _, _, err := parse(t, arg); err == nil {
			t.Errorf("%s: accepted", arg)
		}
	}
}

// Without a base URL, links and the check of origins follow the address.
func TestConfigOriginFollowsAddress(t *testing.T) {
	tests := []struct{ addr, cert, want string }{
		{"127.0.0.1:8080", "", "http://localhost:8080"},
		{"127.0.0.1:18100", "", "http://localhost:18100"},
		{":18100", "", "http://localhost:18100"},
		{"0.0.0.0:80", "", "http://localhost"},
		{"[::]:9000", "", "http://localhost:9000"},
		{"[::1]:9000", "", "http://[::1]:9000"},
		{"127.0.0.2:9000", "", "http://127.0.0.2:9000"},
		{"127.0.0.1:8443", "cert.pem", "https://localhost:8443"},
	}
	for _, tt := range tests {
		c := Config{Addr: tt.addr, Data: "data", TLSCert: tt.cert, TLSKey: tt.cert, InsecureHTTP: true}
		set, _, err := c.Check()
		if err != nil {
			t.Fatalf("%s: %v", tt.addr, err)
		}
		if got := set.origin(); got != tt.want {
			t.Errorf("origin at %s = %q, want %q", tt.addr, got, tt.want)
		}
	}
}

func TestConfigOriginAndCookies(t *testing.T) {
	tests := []struct {
		base, origin string
		secure       bool
	}{
		{"http://localhost:8080", "http://localhost:8080", false},
		{"http://localhost:80/", "http://localhost", false},
		{"https://Viva.Example", "https://viva.example", true},
		{"HTTPS://viva.example:443", "https://viva.example", true},
		{"https://viva.example:80", "https://viva.example:80", true},
		{"https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443", true},
		{"http://viva.lan", "http://viva.lan", false},
	}
	for _, tt := range tests {
		set, _, err := Config{Addr: "127.0.0.1:8080", Data: "data", BaseURL: tt.base, InsecureHTTP: true}.Check()
		if err != nil {
			t.Fatalf("%s: %v", tt.base, err)
		}
		if got := set.origin(); got != tt.origin {
			t.Errorf("origin of %s = %q, want %q", tt.base, got, tt.origin)
		}
		if got := set.secureCookies(); got != tt.secure {
			t.Errorf("secure cookies for %s = %v, want %v", tt.base, got, tt.secure)
		}
	}
}

func TestConfigEnvironment(t *testing.T) {
	t.Setenv("VIVA_ADDR", "127.0.0.1:9000")
	t.Setenv("VIVA_BASE_URL", "http://localhost:9000")
	t.Setenv("VIVA_TRUSTED_PROXIES", "10.0.0.1, 10.1.2.3/8")
	c, _, err := parse(t, "--base-url=http://localhost:9001")
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	if c.Addr != "127.0.0.1:9000" {
		t.Errorf("addr = %q, want the environment's", c.Addr)
	}
	if c.BaseURL != "http://localhost:9001" {
		t.Errorf("base URL = %q, want the flag's", c.BaseURL)
	}
	var nets []string
	set, _, err := c.Check()
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	for _, p := range set.proxies {
		nets = append(nets, p.String())
	}
	if want := []string{"10.0.0.1/32", "10.0.0.0/8"}; !slices.Equal(nets, want) {
		t.Errorf("proxies = %v, want %v", nets, want)
	}
}

// Every flag has its variable, named after it: the documentation says so in
// one sentence.
func TestConfigVariablesAreNamedAfterFlags(t *testing.T) {
	_, p, err := parse(t)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	for _, f := range p.Model.Flags {
		if f.Name == "help" {
			continue
		}
		want := envPrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if !slices.Equal(f.Envs, []string{want}) {
			t.Errorf("--%s reads %v, want %s", f.Name, f.Envs, want)
		}
	}
}

func TestUnknownEnv(t *testing.T) {
	var app struct {
		Serve struct{ Config } `cmd:""`
	}
	p, err := kong.New(&app)
	if err != nil {
		t.Fatalf("describe the flags: %v", err)
	}
	got := unknownEnv(p.Model, []string{"VIVA_DATA=/data", "VIVA_TYPO=secret", "HOME=/", "VIVA_ADRR=:1"})
	want := []string{
		"VIVA_ADRR is not a setting and has no effect.",
		"VIVA_TYPO is not a setting and has no effect.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("warnings = %q, want %q", got, want)
	}
}
