package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
	"viva/web/words"
)

func TestSignUpAndIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, mailing)
	c := s.browser()
	c.get("/sign-up").want(http.StatusOK).says(
		`autocomplete="username"`, `autocomplete="new-password"`, "9 to 128 characters").hides("onpaste", "maxlength")
	c.post("/sign-up", "name", "Marie Curie", "password", testPassword, "email", "marie@example.org",
		"shown_as", "Manya", "listed", "yes", "next", "/about").leadsTo("/about")
	c.get("/account").want(http.StatusOK).says("Marie Curie", "Manya", "marie@example.org", "checked")
	c.post("/verify", "token", token(t, s.link("marie@example.org"))).leadsTo("/account?done=proof")
	c.post("/sign-out").leadsTo("/")
	c.get("/account").want(http.StatusUnauthorized).says(`action="/sign-in"`, `value="/account"`)
	for _, login := range []string{"marie curie", "MARIE@example.org"} {
		s.browser().post("/sign-in", "login", login, "password", testPassword, "next", "/account").leadsTo("/account")
	}
	s.browser().get("/sign-in").want(http.StatusOK).says(`autocomplete="current-password"`)
}

func TestRefusedSignUpComesBackFilledIn(t *testing.T) {
	s := newSite(t, mailing)
	s.account("taken", users.Learner)
	s.unchanged(func() {
		r := s.browser().post("/sign-up", "name", "x", "password", "secret-but-short"[:6], "email", "nonsense", "shown_as", "Zoé")
		r.want(http.StatusUnprocessableEntity).says(`value="x"`, `value="nonsense"`, `value="Zoé"`,
			`id="name-error"`, `id="password-error"`, `id="email-error"`, `href="#password"`, "Error:", `aria-invalid="true"`)
		r.hides("secret", "checked")
		s.browser().post("/sign-up", "name", "TAKEN", "password", testPassword).want(http.StatusConflict).
			says("This name is taken", `value="TAKEN"`)
	})
}

func TestProfile(t *testing.T) {
	s := newSite(t)
	s.account("paul", users.Learner)
	c := s.as("marie", users.Learner)
	c.post("/account", "shown_as", "Manya").leadsTo("/account?done=profile")
	c.get("/account?done=profile").want(http.StatusOK).says("Your profile is saved", `value="Manya"`).hides(" checked")
	c.get("/account?done=nonsense").want(http.StatusOK).hides(`class="notice"`)
	s.unchanged(func() {
		c.post("/account", "shown_as", "\u202e").want(http.StatusUnprocessableEntity).says(`id="shown_as-error"`)
	})
	c.get("/account").says(`value="Manya"`)
}

func TestSetUpOnce(t *testing.T) {
	s := newSite(t)
	token, needed, err := s.users.SetupToken(t.Context())
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	s.browser().get("/setup").want(http.StatusForbidden)
	s.browser().get("/setup?token=wrong").want(http.StatusForbidden).says("has expired or was used")
	c := s.browser()
	c.get("/setup?token=" + token).want(http.StatusOK).says(token)
	s.unchanged(func() {
		c.post("/setup", "token", token, "name", "x", "password", testPassword).want(http.StatusUnprocessableEntity).
			says(token, `value="x"`, `id="name-error"`)
		c.post("/setup", "token", "wrong", "name", "boss", "password", testPassword).want(http.StatusForbidden)
	})
	c.post("/setup", "token", token, "name", "boss", "password", testPassword).leadsTo("/admin/users")
	c.get("/admin/users").want(http.StatusOK).says("boss")
	s.browser().get("/setup?token=" + token).want(http.StatusForbidden).hides(`action="/setup"`)
	s.browser().post("/setup", "token", token, "name", "second", "password", testPassword).want(http.StatusForbidden)
}

func TestAdministration(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	s.account("marie", users.Learner)
	s.account("paul", users.Instructor)
	boss.get("/admin/users").want(http.StatusOK).says("boss", "marie", "paul")
	boss.get("/admin/users?text=MAR").says("marie").hides("paul")
	boss.get("/admin/users?role=instructor").says("paul").hides("marie")
	boss.get("/admin/users?text=nobody").want(http.StatusOK).says("No account matches")
	boss.get("/admin/users?text=%25").hides("marie")
	boss.get("/admin/users?role=king").want(http.StatusUnprocessableEntity)
	boss.get("/admin/users?after=x").want(http.StatusBadRequest)
	s.unchanged(func() {
		boss.post("/admin/users/1/role", "role", "learner").want(http.StatusConflict).says("last administrator", "marie")
		boss.post("/admin/users/2/role", "role", "king").want(http.StatusUnprocessableEntity)
		boss.post("/admin/users/2/role", "role", "guest").want(http.StatusUnprocessableEntity)
		for _, id := range []string{"999", "0", "-2", "+2", "02", "2x", "9223372036854775808"} {
			boss.post("/admin/users/"+id+"/role", "role", "admin").want(http.StatusNotFound)
		}
	})
	for i := range usersOnPage {
		s.account(fmt.Sprintf("learner %d", i), users.Learner)
	}
	boss.get("/admin/users?text=learner").want(http.StatusOK).hides("More accounts")
	boss.get("/admin/users?role=learner").says("More accounts", "after=52&amp;role=learner")
	boss.get("/admin/users?after=52&role=learner").says("learner 49").hides("marie", "More accounts")
}

func TestPreferences(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct{ accept, want string }{
		{"", "en"}, {"fr-CA,fr;q=0.9,en;q=0.5", "fr"}, {"de", "en"}, {"en-GB,fr", "en"}, {"*", "en"}, {";;;", "en"}, {"fr;q=0.1,en;q=0.9", "en"},
	} {
		r := s.browser().do("GET", "/about", "", "Accept-Language", test.accept).says(`<html lang="` + test.want + `"`)
		if vary := r.Header.Get("Vary"); vary != "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie" {
			t.Errorf("Vary: %s", vary)
		}
	}
	c := s.browser()
	c.post("/preferences", "lang", "fr", "next", "/about").leadsTo("/about")
	c.post("/preferences", "theme", "dark", "next", "/about").leadsTo("/about")
	c.do("GET", "/about", "", "Accept-Language", "en").says(`<html lang="fr" data-theme="dark"`, "Vie privée")
	c.post("/preferences", "lang", "de").want(http.StatusUnprocessableEntity)
	c.post("/preferences", "theme", "pink").want(http.StatusUnprocessableEntity)
	c.jar[langCookie], c.jar[themeCookie] = cookie{value: "xx"}, cookie{value: "><script>"}
	c.get("/about").says(`<html lang="en" data-theme="system"`)
}

// After a refused form, the page's own forms come back to where its reader
// was: there may be no page at the address that the form went to.
func TestRefusedFormComesBack(t *testing.T) {
	s := newSite(t)
	c := s.as("marie", users.Learner)
	refuse := func(referer string) *pageReply {
		return c.do("POST", "/account/password", "current=x&password=x", "Referer", referer,
			"Content-Type", "application/x-www-form-urlencoded").want(http.StatusUnprocessableEntity)
	}
	refuse(testOrigin + "/account?done=profile").says(`name="next" value="/account?done=profile"`)
	refuse("https://evil.example//evil.example/").says(`name="next" value="/"`).hides("evil")
	refuse("").says(`name="next" value="/"`)

	// The session ended while a form was open: signing in leads back to it.
	s.browser().do("POST", "/account/password", "current=x&password=x", "Referer", testOrigin+"/account",
		"Content-Type", "application/x-www-form-urlencoded").want(http.StatusUnauthorized).says(`name="next" value="/account"`)
}

// Every template of the account's pages, with all there can be and with
// nothing, in both languages.
func TestAccountTemplates(t *testing.T) {
	s := newSite(t)
	wrong := func(names ...string) form {
		f := filled("next", "/scores?before=3", "listed", "yes", "token", "<t>")
		for _, name := range names {
			f.values.Set(name, `"><script>`)
			f.Faults = append(f.Faults, users.ErrPasswordShort.At(name))
		}
		return f
	}
	ada := users.User{ID: 1, Name: "Ada <b>", Email: "ada@example.org", Pending: "Ada <b>@example.org", Role: users.Admin, FactorOff: s.clock.now()}
	guarded := users.User{ID: 1, Name: "Ada <b>", Role: users.Admin, SecondFactor: s.clock.now()}
	for _, l := range words.Langs {
		bare := base{Phrases: s.words.In(l.ID), Theme: "system", Path: "/", Decks: s.quiz.Decks(), titleKey: "account_title", assets: s.assets}
		full := bare
		full.Theme, full.Notice, full.Failed, full.Version, full.Mails = "dark", "account_done_password", true, "<v>", true
		full.Principal = users.Principal{User: ada}
		safe := full
		safe.Principal = users.Principal{User: guarded}
		guest := bare
		guest.Mails = true
		guest.Principal.User.Role = users.Guest
		for _, tt := range []struct {
			page, name string
			view       any
		}{
			{"signin", "full", signInPage{base: guest, Form: wrong("login"), Needed: true}},
			{"signin", "empty", signInPage{base: bare}},
			{"signup", "full", signUpPage{base: guest, Form: wrong("name", "password", "email", "shown_as")}},
			{"signup", "empty", signUpPage{base: bare}},
			{"account", "full", accountPage{base: full, Profile: wrong("shown_as"), Address: wrong("email", "address_password"), Password: wrong("current", "password")}},
			{"account", "empty", accountPage{base: full}},
			{"setup", "full", setupPage{base: full, Form: wrong("name", "password", "email")}},
			{"setup", "empty", setupPage{base: bare}},
			{"admin_users", "full", usersPage{base: full, Query: wrong("text"), Roles: accountRoles, Users: []users.User{ada, {ID: 2, Name: "b", Pending: "b@example.org"}},
				More: "/admin/users?after=2", Fault: users.ErrLastAdmin, Unsent: users.Unsent{Waiting: 2, Since: s.now(), Answer: "421 <busy>"}}},
			{"admin_users", "empty", usersPage{base: full}},
			{"admin_user", "full", userPage{base: full, User: ada, Form: wrong("name", "shown_as"), Password: "<p>", Fault: users.ErrOwnPassword}},
			{"admin_user", "full", userPage{base: full, User: users.User{ID: 1, Name: "Ada <b>", Role: users.Admin, Disabled: true}}},
			{"admin_user", "empty", userPage{base: full, User: users.User{ID: 2, Name: "b", Role: users.Learner}}},
			{"admin_log", "full", logPage{base: full, Query: wrong("account", "address", "from", "to"), Kinds: users.EventKinds(), Most: 9, More: "/admin/log?before=1-1", File: "/admin/log.csv",
				Entries: []users.Entry{
					{Event: users.Event{Kind: users.EventRenamed, Actor: 1, Target: 1, Times: 1, At: s.now()}, ActorName: "Ada <b>", TargetName: "Ada <b>"},
					{Event: users.Event{Kind: "newer", Times: 2, Addr: users.ManyAddrs, Detail: "<script>", At: s.now()}},
					{Event: users.Event{Kind: users.EventSignInFailed, Target: 7, Times: 1, Addr: "<script>", Request: "<script>", At: s.now()}},
				}}},
			{"admin_log", "empty", logPage{base: full}},
			{"admin_user", "with a second factor", userPage{base: full, User: users.User{ID: 2, Name: "b", Role: users.Admin, SecondFactor: guarded.SecondFactor}}},
			{"account", "with a second factor", accountPage{base: safe}},
			{"second_factor", "full", secondFactorPage{base: safe, Form: wrong("current", "code"), Left: 3, Next: "/x"}},
			{"second_factor", "owed", secondFactorPage{base: full, Form: wrong("current"), Owes: true, Asked: true, Next: "/x"}},
			{"second_factor", "empty", secondFactorPage{base: full, Next: "/"}},
			{"second_factor_new", "full", secondFactorNewPage{base: full, Form: wrong("code", "sealed"), Groups: []string{"ABCD", "EFGH"}, Code: qrCode{21, "M0 0h7v1h-7z"}, App: "x"}},
			{"second_factor_new", "empty", secondFactorNewPage{base: full}},
			{"second_factor_codes", "full", secondFactorCodesPage{base: safe, Codes: []string{"abcde-fghjk", "<b>"}, Sealed: `"><script>`, Next: "/x"}},
			{"second_factor_codes", "empty", secondFactorCodesPage{base: full, Next: "/"}},
			{"signin_code", "full", signInCodePage{base: bare, Form: wrong("code")}},
			{"signin_code", "recovery", signInCodePage{base: bare, Form: wrong("code"), Recovery: true}},
			{"signin_code", "empty", signInCodePage{base: bare}},
			{"signin", "with a code", signInPage{base: guest, Form: wrong("login", "code"), Coded: true}},
			{"admin_delete", "full", deleteUserPage{full, ada}},
			{"admin_delete", "empty", deleteUserPage{full, users.User{ID: 2, Name: "b", Role: users.Learner}}},
			{"account_delete", "full", deletePage{full, wrong("current"), users.ErrExamRuns}},
			{"account_delete", "empty", deletePage{base: full}},
			{"sessions", "full", sessionsPage{base: full, Zone: time.UTC, Confirmed: true, Sessions: []users.OpenSession{{Client: "Firefox, Windows", Current: true}, {Ref: "ab", Client: "<script>"}, {}}}},
			{"sessions", "full", sessionsPage{base: full, Zone: time.UTC, Form: wrong("current"), Sessions: make([]users.OpenSession, 2)}},
			{"sessions", "empty", sessionsPage{base: full, Zone: time.UTC, Sessions: make([]users.OpenSession, 1)}},
			{"forgot", "full", forgotPage{base: full, Sent: true}},
			{"forgot", "empty", forgotPage{base: bare}},
			{"reset", "full", resetPage{base: full, Form: wrong("password")}},
			{"reset", "empty", resetPage{base: bare}},
			{"proof", "full", proofPage{base: full, Form: wrong("token"), Email: "Ada <b>@example.org"}},
			{"proof", "empty", proofPage{base: bare}},
			{"error", "full", errorPage{base: full, Fault: quiz.ErrGuestLimit.With("left", 0), RequestID: "<id>", Again: "/x"}},
			{"error", "empty", errorPage{base: bare, Fault: errNotFound}},
			{"about", "full", aboutPage{full}},
			{"about", "empty", aboutPage{bare}},
			{"privacy", "full", privacyPage{full, Privacy{Words: "Ada <b>\n\n\nSecond.", Contact: "Ada <b>", GuestDays: 90}}},
			{"privacy", "empty", privacyPage{bare, Privacy{}}},
		} {
			t.Run(l.ID+"/"+tt.page+"/"+tt.name, func(t *testing.T) {
				body := rendered(t, s, tt.page, tt.view)
				sound(t, body)
				if strings.Contains(body, "<script>") || strings.Contains(body, "Ada <b>") {
					t.Error("what was entered is not escaped")
				}
			})
		}
	}
}

// An administrator renames an account, keeps it off scoreboards and gives it a
// new password, which is shown once.
func TestAdministeredAccount(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	marie := s.as("marie", users.Learner)
	boss.get("/admin/users").says(`href="/admin/users/2"`)
	boss.get("/admin/users/2").want(http.StatusOK).says(`value="marie"`, "Give a new password").hides("checked")
	boss.get("/admin/users/99").want(http.StatusNotFound)
	s.unchanged(func() {
		boss.post("/admin/users/2", "name", "boss").want(http.StatusConflict).says(`id="name-error"`, "This name is taken")
		boss.post("/admin/users/2", "name", "marie", "shown_as", "b0ss").want(http.StatusConflict).says(`id="shown_as-error"`, "reads like")
		boss.post("/admin/users/1/password").want(http.StatusConflict).says("page of your account")
	})
	boss.post("/admin/users/2", "name", "Manya", "shown_as", "marie", "hidden", "yes").leadsTo("/admin/users/2?done=names")
	boss.get("/admin/users/2?done=names").want(http.StatusOK).says("The names are saved", `value="Manya"`, "checked")
	marie.get("/account").want(http.StatusOK).says("Manya", "keeps you off scoreboards")

	r := boss.post("/admin/users/2/password").want(http.StatusOK)
	given := regexp.MustCompile(`<code translate="no">([a-z0-9-]{16})</code>`).FindStringSubmatch(r.Body)
	if given == nil {
		t.Fatalf("no password is shown:\n%s", r.Body)
	}
	boss.get("/admin/users/2").hides(given[1])
	marie.get("/account").want(http.StatusUnauthorized)
	marie.post("/sign-in", "login", "manya", "password", given[1]).leadsTo("/")
}
