package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client is a learner, who speaks to the JSON API.
type client struct {
	base, token string
	http        http.Client
}

// call returns the status, or 0 when no whole reply came.
func (c *client) call(method, path, key string, in, out any) int {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			panic(err) // maps of plain values always marshal
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, c.base+"/api/v1"+path, body)
	if err != nil {
		panic(err) // the addresses are ours
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	if err != nil || out != nil && resp.StatusCode < 300 && json.Unmarshal(reply, out) != nil {
		return 0
	}
	return resp.StatusCode
}

// signUp makes an account and signs in. Tokens last ten minutes, so a client
// signs in anew when it is told to.
func signUp(base, name string) (*client, error) {
	c := &client{base: base, http: http.Client{Timeout: 10 * time.Second}}
	if code := c.call("POST", "/users", "", map[string]any{"name": name, "password": passwordOf(name)}, nil); code != http.StatusCreated {
		return nil, fmt.Errorf("sign %s up: status %d", name, code)
	}
	if code := c.signIn(name); code != http.StatusOK {
		return nil, fmt.Errorf("sign %s in: status %d", name, code)
	}
	return c, nil
}

func passwordOf(name string) string { return "orbit-walnut-" + name + "-quarry" }

func (c *client) signIn(name string) int {
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	c.token = ""
	code := c.call("POST", "/sessions", "", map[string]any{"login": name, "password": passwordOf(name)}, &tokens)
	c.token = tokens.AccessToken
	return code
}

// attempt is an attempt as the API shows it.
type attempt struct {
	ID    int64
	Items []struct {
		Type             string
		Position, Choose int
		Options, Prompts []struct{ ID string }
	}
}

// given is an answer to an item: the nth of its options and those after it.
func (a attempt) given(item, nth int) []string {
	it := a.Items[item]
	switch it.Type {
	case "numeric":
		return []string{fmt.Sprint(1000 + nth)}
	case "text":
		return []string{fmt.Sprint("name ", nth)}
	}
	var ids []string
	if it.Type == "matching" {
		for i, p := range it.Prompts {
			ids = append(ids, p.ID+"="+it.Options[(i+nth)%len(it.Options)].ID)
		}
		return ids
	}
	for i := range it.Choose {
		ids = append(ids, it.Options[(i+nth)%len(it.Options)].ID)
	}
	return ids
}
