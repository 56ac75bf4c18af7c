package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"viva/internal/mail"
	"viva/internal/users"
	"viva/web"
)

// envPrefix begins the name of every environment variable that we read.
const envPrefix = "VIVA_"

// exitConfig is the exit code of a refused configuration (EX_CONFIG of
// sysexits): trying again without changing a setting is of no use.
const exitConfig = 78

// Config is everything that an operator can set. It is read once, by kong,
// from flags, then from the environment, then from the defaults below, and
// checked once, by Check. Commands that need it embed it.
type Config struct {
	Addr string `help:"Address to listen on." default:"127.0.0.1:8080" env:"VIVA_ADDR" placeholder:"HOST:PORT"`
	Data string `help:"Directory of the database and the keys." default:"./data" env:"VIVA_DATA" placeholder:"DIR"`

	BaseURL      string `name:"base-url" help:"Address that people type: scheme and host; without it, where the server listens, or localhost where that is 127.0.0.1 or every address." env:"VIVA_BASE_URL" placeholder:"URL"`
	TLSCert      string `name:"tls-cert" help:"Certificate chain (PEM), to serve HTTPS directly." env:"VIVA_TLS_CERT" placeholder:"FILE"`
	TLSKey       string `name:"tls-key" help:"Key of the certificate (PEM)." env:"VIVA_TLS_KEY" placeholder:"FILE"`
	InsecureHTTP bool   `name:"insecure-http" help:"Allow a base URL of plain http that is not this machine: passwords then travel in the clear." env:"VIVA_INSECURE_HTTP"`

	subjectFlags
	limitFlags
	Backups
	mailFlags

	SecondFactor string `name:"second-factor" help:"Whether instructors and administrators need a second factor: off (nobody is asked to set one up), offer (when they sign in) or staff (without one they can do nothing else)." default:"offer" enum:"off,offer,staff" env:"VIVA_SECOND_FACTOR"`

	TrustedProxies []string `name:"trusted-proxies" help:"Addresses or networks of the reverse proxies to believe." env:"VIVA_TRUSTED_PROXIES" placeholder:"CIDR"`

	PrivacyFile string `name:"privacy-file" help:"Text file whose paragraphs begin the page on privacy: who runs the site, and why." type:"existingfile" env:"VIVA_PRIVACY_FILE" placeholder:"FILE"`
	Contact     string `help:"Whom the page on privacy says to ask: an address or a name." env:"VIVA_CONTACT" placeholder:"TEXT"`

	SignUp     string `name:"signup" help:"Who may sign up: open (everybody), code (whoever has the code of the site) or closed (nobody; administrators and app user create make accounts)." default:"open" enum:"open,code,closed" env:"VIVA_SIGNUP"`
	SignUpCode string `name:"signup-code-file" help:"File whose first line is the code to sign up with." type:"existingfile" env:"VIVA_SIGNUP_CODE_FILE" placeholder:"FILE"`

	MetricsAddr string `name:"metrics-addr" help:"Address at which to serve metrics and profiles, for a monitor alone; without it, nowhere." env:"VIVA_METRICS_ADDR" placeholder:"HOST:PORT"`

	LogFormat string `name:"log-format" help:"Form of the log: auto (text on a terminal, json elsewhere), text or json." default:"auto" enum:"auto,text,json" env:"VIVA_LOG_FORMAT"`
	LogLevel  string `name:"log-level" help:"Least level to log: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"VIVA_LOG_LEVEL"`

	Dev string `help:"Folder to read pages and static files from, anew for each request: web in the source, for those who change it." type:"existingdir" env:"VIVA_DEV" placeholder:"DIR"`

	Demo bool `help:"Serve sample learners and attempts from a throw-away data directory." env:"VIVA_DEMO"`
}

// configError holds every mistake of a configuration, so that an operator
// mends them in one go.
type configError []string

func (e configError) Error() string { return "configuration: " + strings.Join(e, " ") }

// ExitCode makes a refused configuration end the program with exitConfig.
func (e configError) ExitCode() int { return exitConfig }

// settings are what the texts of a Config mean. Check reads each once; whoever
// needs one takes it from here.
type settings struct {
	at      hostPort       // where the server listens
	https   bool           // it has a certificate
	named   *url.URL       // base URL in its normal form, nil where the address tells it
	proxies []netip.Prefix // to believe; a single address is a network of one
	privacy web.Privacy
	code    string       // to sign up with
	mail    *mail.Server // nil where the site sends none
}

// Check refuses settings that cannot work, or that would send passwords in
// the clear unasked. The warnings are about settings that have no effect or
// an unwanted one.
func (c Config) Check() (s settings, warnings []string, err error) {
	var faults configError
	refuse := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	warn := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }

	if s.at, err = parseHostPort(c.Addr); err != nil {
		refuse("--addr %q: %v.", c.Addr, err)
	}
	if strings.TrimSpace(c.Data) == "" {
		refuse("--data names no directory.")
	}
	if s.privacy, err = c.readPrivacy(); err != nil {
		refuse("--privacy-file: %v.", err)
	}
	if s.code, err = c.readSignUpCode(); err != nil {
		refuse("--signup-code-file: %v.", err)
	}
	if c.MetricsAddr != "" {
		switch at, err := parseHostPort(c.MetricsAddr); {
		case err != nil:
			refuse("--metrics-addr %q: %v.", c.MetricsAddr, err)
		case c.MetricsAddr == c.Addr:
			refuse("--metrics-addr %s is the address of the site: give another port.", c.MetricsAddr)
		case !loopback(at.host):
			warn("--metrics-addr %s can be reached from elsewhere, and whoever reaches it reads routes, times and profiles.", c.MetricsAddr)
		}
	}
	if c.Every < 0 || c.Every > 0 && c.Every < time.Minute {
		refuse("--backup-every %v is shorter than a minute; 0 makes no backups.", c.Every)
	}
	if c.Every > 0 && c.Keep < 1 {
		refuse("--backup-keep %d keeps no backup; --backup-every 0 makes none.", c.Keep)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		refuse("--tls-cert and --tls-key go together.")
	}
	s.https = c.TLSCert != ""
	if s.proxies, err = parseProxies(c.TrustedProxies); err != nil {
		refuse("--trusted-proxies: %v.", err)
	}
	c.limitFlags.check(refuse)
	c.limitFlags.warn(warn)
	if c.BaseURL != "" {
		if s.named, err = parseBase(c.BaseURL); err != nil {
			refuse("--base-url %q: %v.", c.BaseURL, err)
			return s, warnings, faults
		}
	}
	base := s.base()
	switch {
	case base.Scheme == "http" && s.https:
		refuse("--tls-cert serves https, but --base-url %s says http.", base)
	case base.Scheme == "http" && !loopback(base.Hostname()) && !c.InsecureHTTP:
		refuse("--base-url %s would send passwords and sessions in the clear. "+
			"Give an https address (with --tls-cert and --tls-key, or behind a proxy), "+
			"or accept the risk with --insecure-http.", base)
	case c.InsecureHTTP && (base.Scheme == "https" || loopback(base.Hostname())):
		warn("--insecure-http has no effect: --base-url %s is safe without it.", base)
	case base.Scheme == "https" && !s.https && len(s.proxies) == 0:
		warn("--base-url is https and no certificate is given, so a proxy must stand in front. " +
			"Without --trusted-proxies every visitor has the proxy's address.")
	}

	if s.mail, err = c.mailFlags.server(); err != nil {
		refuse("%v.", err)
	}
	if c.SMTPHost != "" && s.named == nil && !loopback(base.Hostname()) {
		refuse("--smtp-host needs --base-url: links in letters begin with it.")
	}

	if len(faults) > 0 {
		return s, warnings, faults
	}
	return s, warnings, nil
}

// maxPrivacy bounds the text about privacy, in bytes.
const maxPrivacy = 64 << 10

// readPrivacy reads what the page on privacy says.
func (c Config) readPrivacy() (web.Privacy, error) {
	p := web.Privacy{Contact: c.Contact, GuestDays: c.GuestDays}
	if c.PrivacyFile == "" {
		return p, nil
	}
	text, err := os.ReadFile(c.PrivacyFile)
	switch {
	case err != nil:
		return p, err
	case len(text) > maxPrivacy:
		return p, fmt.Errorf("%s has %d bytes, of at most %d", c.PrivacyFile, len(text), maxPrivacy)
	case !utf8.Valid(text):
		return p, fmt.Errorf("%s is not in UTF-8: save it so", c.PrivacyFile)
	}
	p.Words = string(text)
	return p, nil
}

// readSignUpCode reads the code to sign up with. It comes from a file, since other
// users of the machine see what stands on a command line.
func (c Config) readSignUpCode() (string, error) {
	asked := users.Admission(c.SignUp) == users.AdmitCode
	switch {
	case asked && c.SignUpCode == "":
		return "", errors.New("--signup code needs the file with the code")
	case !asked && c.SignUpCode != "":
		return "", errors.New("it has an effect with --signup code alone")
	case !asked:
		return "", nil
	}
	text, err := os.ReadFile(c.SignUpCode)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	code := strings.TrimSpace(line)
	if utf8.RuneCountInString(code) < users.MinSignUpCode {
		return "", fmt.Errorf("the first line of %s has less than %d characters", c.SignUpCode, users.MinSignUpCode)
	}
	return code, nil
}

// base is the address that people type, or the one where the server listens as
// people on this machine type it.
func (s settings) base() *url.URL {
	if s.named != nil {
		return s.named
	}
	host := s.at.host
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && (ip.IsUnspecified() || ip == netip.MustParseAddr("127.0.0.1")) {
		host = "localhost"
	}
	scheme := "http"
	if s.https {
		scheme = "https"
	}
	return normalBase(scheme, host, s.at.port)
}

// secureCookies reports whether cookies are Secure and carry the __Host-
// prefix. Only the address that people type decides it: behind a proxy we
// listen on plain http while every browser speaks https.
func (s settings) secureCookies() bool { return s.base().Scheme == "https" }

// origin is the base URL as a browser writes it in an Origin header: lower
// case, without the scheme's own port, without a slash at the end.
func (s settings) origin() string { return s.base().String() }

// parseProxies reads addresses and networks. Those of IPv4 that are written as
// IPv6 become IPv4, as the addresses of clients do that are compared with them.
func parseProxies(list []string) ([]netip.Prefix, error) {
	var nets []netip.Prefix
	for _, s := range list {
		s = strings.TrimSpace(s)
		if addr, err := netip.ParseAddr(s); err == nil {
			addr = addr.Unmap()
			nets = append(nets, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", s)
		}
		if a := p.Addr(); a.Is4In6() && p.Bits() >= 96 {
			p = netip.PrefixFrom(a.Unmap(), p.Bits()-96)
		}
		nets = append(nets, p.Masked())
	}
	return nets, nil
}

// unknownEnv warns about variables with our prefix that no flag of the
// program reads: a misspelt setting is otherwise silently the default.
func unknownEnv(app *kong.Application, environ []string) (warnings []string) {
	known := map[string]bool{}
	var visit func(n *kong.Node)
	visit = func(n *kong.Node) {
		for _, f := range n.Flags {
			for _, name := range f.Envs {
				known[name] = true
			}
		}
		for _, child := range n.Children {
			visit(child)
		}
	}
	visit(app.Node)

	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, envPrefix) && !known[name] {
			warnings = append(warnings, fmt.Sprintf("%s is not a setting and has no effect.", name))
		}
	}
	slices.Sort(warnings)
	return warnings
}

// hostPort is where a server listens; without a host, on every address.
type hostPort struct{ host, port string }

func (h hostPort) String() string { return net.JoinHostPort(h.host, h.port) }

func parseHostPort(addr string) (hostPort, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return hostPort{}, errors.New("give host and port, such as 127.0.0.1:8080")
	}
	return hostPort{host, port}, checkPort(port)
}

func checkPort(port string) error {
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("the port is a number from 0 to 65535")
	}
	return nil
}

// parseBase reads a base URL and returns it in its normal form.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("this is not a URL")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("it begins with http:// or https://")
	case u.Hostname() == "":
		return nil, errors.New("the host is missing")
	case u.User != nil:
		return nil, errors.New("it holds no user name or password")
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return nil, errors.New("it is scheme and host only, without path, query or fragment")
	}
	host, port := u.Hostname(), u.Port()
	if strings.HasSuffix(u.Host, ":") {
		return nil, errors.New("the port is missing after the colon")
	}
	if port != "" {
		if err := checkPort(port); err != nil {
			return nil, err
		}
	}
	return normalBase(u.Scheme, host, port), nil
}

// normalBase writes a base URL as browsers do.
func normalBase(scheme, host, port string) *url.URL {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" && port != map[string]string{"http": "80", "https": "443"}[scheme] {
		host += ":" + port
	}
	return &url.URL{Scheme: scheme, Host: strings.ToLower(host)}
}

// loopback reports whether a URL's host is this very machine, which browsers
// trust with plain http.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
