package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// certificate writes a pair for localhost and returns its files.
func certificate(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secretKey, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secretKey}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return cert, key, pool
}

// With a certificate the server speaks https itself, and its cookies are
// Secure and bound to the host.
func TestServesHTTPS(t *testing.T) {
	testkit.Long(t)
	cert, key, pool := certificate(t)
	addr := freeAddr(t)
	base := "https://localhost" + addr[strings.LastIndex(addr, ":"):]
	var log syncBuffer
	cmd := program(t, "--addr", addr, "--base-url", base, "--data", t.TempDir(), "--tls-cert", cert, "--tls-key", key)
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.Env = append(cmd.Env, "VIVA_TRUSTED_PROXIES=10.0.0.1, 10.0.0.2") // as app config takes them
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()

	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	up := false
	for range 3000 {
		if resp, err := client.Get(base + "/readyz"); err == nil {
			resp.Body.Close()
			if up = resp.StatusCode == http.StatusOK; up {
				break
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !up {
		t.Fatalf("no answer over https:\n%s", log.String())
	}
	// Somebody who does not believe the certificate, or speaks no TLS, is no
	// defect of ours.
	if _, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "localhost"}); err == nil {
		t.Error("a certificate of nobody was believed")
	}
	plain, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	fmt.Fprint(plain, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	until(t, "both are in the log", func() bool { return strings.Count(log.String(), `"route":"-","status":`) >= 2 })
	if said := log.String(); strings.Contains(said, "defect") || strings.Contains(said, `"status":500`) {
		t.Errorf("a failed handshake is told as a defect:\n%s", said)
	}
	form := url.Values{"subject": {"aws-support"}, "edition": {"course"}, "mode": {"practice"}, "size": {"5"}}
	req, err := http.NewRequest("POST", base+"/attempts", bytes.NewBufferString(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", base)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("start: %d %s", resp.StatusCode, body)
	}
	if resp.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS over https")
	}
	cookies := resp.Cookies()
	for _, c := range cookies {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %v", c)
		}
	}
	if len(cookies) == 0 {
		t.Error("no cookie was set")
	}
}
