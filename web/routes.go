package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/export"
)

// routes lists the address of every page, and apiRoutes those of the API. Whom a
// route is for stands beside it: a guard on the beginning of a path could be
// evaded by another spelling of the path.
func (s *Site) routes(app *fiber.App) {
	app.Use(s.observe, s.guard)
	r := router{site: s, app: app}
	free := router{site: s, app: app, free: true}

	// Without a session.
	r.Get("/livez", everybody, s.live)
	r.Get("/readyz", everybody, s.ready)
	r.Get("/healthz", everybody, s.ready)
	r.Get("/static/:hash/+", everybody, s.static)
	r.Get("/sw.js", everybody, s.serviceWorker)

	app.Use(s.identify)

	// Taking quizzes, with or without an account.
	r.Get("/", everybody, s.showHome)
	r.Post("/", everybody, s.answerOpener)
	r.Get("/exam", everybody, s.leadToExam)
	r.Get("/subjects/:subject/plan", takers, s.showPlan)
	r.Post("/subjects/:subject/plan", takers, s.changePlan)
	r.Get("/subjects/:subject/plan.ics", takers, s.showCalendar)
	r.Post("/subjects/:subject/habits", takers, s.changeHabits)
	r.Get("/subjects/:subject/progress", everybody, s.showProgress)
	r.Get("/subjects/:subject/bookmarks", takers, s.showBookmarks)
	r.Get("/subjects/:subject/milestones/:milestone", members, s.showMilestone)
	r.Get("/subjects/:subject/facts", takers, s.showFacts)
	r.Get("/subjects/:subject/fact", takers, s.showFact)
	r.Post("/study/:subject/sittings", takers, s.startSitting)
	r.Get("/subjects/:subject/practice", everybody, s.showDeck)
	r.Post("/subjects/:subject/edition", everybody, s.chooseEdition)
	r.Get("/subjects/:subject/exams/:exam", everybody, s.showExamStart)
	r.Post("/subjects/:subject/exams/:exam", everybody, s.startExam)
	r.Get("/subjects/:subject/:edition", everybody, s.forwardToDeck)
	r.Get("/subjects/:subject/:edition/exams/:exam", everybody, s.forwardToExam)
	r.Post("/subjects/:subject/:edition/exams/:exam", everybody, s.forwardExamForm)
	r.Post("/attempts", everybody, s.startAttempt)
	r.Get("/attempts/:id", takers, s.resumeAttempt)
	r.Get("/attempts/:id/items/:position", takers, s.showItem)
	r.Post("/attempts/:id/items/:position", takers, s.answerItem)
	r.Post("/attempts/:id/items/:position/mistap", takers, s.mistapItem)
	r.Get("/attempts/:id/items/:position/objections", takers, s.showObjection)
	r.Post("/attempts/:id/items/:position/objections", takers, s.objectToItem)
	r.Post("/attempts/:id/items/:position/memo", takers, s.keepMemo)
	r.Post("/attempts/:id/items/:position/draft", takers, s.jotItem)
	r.Get("/attempts/:id/overview", takers, s.showOverview)
	r.Get("/attempts/:id/review", takers, s.forwardToOverview)
	r.Get("/attempts/:id/finish", takers, s.askToFinish)
	r.Post("/attempts/:id/finish", takers, s.finishAttempt)
	r.Get("/attempts/:id/result", takers, s.showResult)
	r.Get("/offline", everybody, s.showOffline)
	r.Get("/offline/kept", everybody, s.showOfflineKept)
	r.Post("/offline/sets", members, s.takeSet)
	r.Post("/offline/answers", members, s.takeAnswers)
	r.Get("/read", everybody, s.showReadings)
	r.Get("/read/:subject/weak", takers, s.showWeak)
	r.Get("/read/:subject/:reading", everybody, s.showReading)
	r.Post("/read/:subject/:reading", everybody, s.askReading)
	r.Get("/scores", everybody, s.showScores)
	r.Get("/scoreboard", everybody, s.showScoreboard)

	// Accounts.
	r.Get("/sign-up", everybody, s.showSignUp)
	r.Post("/sign-up", everybody, s.signUp)
	free.Get("/sign-in", everybody, s.showSignIn)
	free.Post("/sign-in", everybody, s.signIn)
	free.Get("/sign-in/code", everybody, s.showSignInCode)
	free.Post("/sign-in/code", everybody, s.finishSignIn)
	free.Post("/sign-out", everybody, s.signOut)
	r.Get("/account", members, s.showAccount)
	r.Post("/account", members, s.changeAccount)
	r.Post("/account/password", members, s.changePassword)
	r.Post("/account/address", members, s.changeAddress)
	r.Get("/account/data.json", members, s.showOwn)
	r.Get("/account/answers.csv", members, s.showOwnAnswers)
	free.Get("/account/second-factor", members, s.showSecondFactor)
	free.Post("/account/second-factor", members, s.changeSecondFactor)
	free.Post("/account/second-factor/new", members, s.beginSecondFactor)
	free.Post("/account/second-factor/confirm", members, s.confirmSecondFactor)
	free.Post("/account/second-factor/codes.txt", members, s.sendRecoveryCodes)
	free.Post("/account/second-factor/later", members, s.putSecondFactorOff)
	r.Get("/account/sessions", members, s.showSessions)
	r.Post("/account/sessions/confirm", members, s.confirm)
	r.Post("/account/sessions/end", members, s.endSession)
	r.Post("/account/sessions/end-others", members, s.endOthers)
	r.Get("/account/delete", members, s.showDelete)
	r.Post("/account/delete", members, s.deleteOwn)
	r.Get("/account/deleted", everybody, s.showDeleted)
	r.Get("/verify", everybody, s.showProof)
	r.Post("/verify", everybody, s.prove)
	r.Get("/forgot", everybody, s.showForgot)
	r.Post("/forgot", everybody, s.sendReset)
	r.Get("/reset", everybody, s.showReset)
	r.Post("/reset", everybody, s.reset)
	r.Get("/setup", everybody, s.showSetup)
	r.Post("/setup", everybody, s.setUp)
	free.Post("/preferences", everybody, s.setPreferences)
	free.Get("/about", everybody, s.showAbout)
	free.Get("/privacy", everybody, s.showPrivacy)

	// For instructors and administrators.
	r.Get("/instructor", instructors, s.showGradebook)
	for _, f := range export.TableFormats() {
		r.Get(scoresIn(f), instructors, s.exportScores(f))
	}
	r.Get("/instructor/objections", instructors, s.showObjections)
	r.Get("/instructor/report", instructors, s.showReport)
	r.Get("/admin/users", admins, s.showUsers)
	r.Get("/admin/users/:id", admins, s.showUser)
	r.Post("/admin/users/:id", admins, s.renameUser)
	r.Post("/admin/users/:id/role", admins, s.setRole)
	r.Post("/admin/users/:id/password", admins, s.givePassword)
	r.Post("/admin/users/:id/disabled", admins, s.disableUser)
	r.Post("/admin/users/:id/sessions/end", admins, s.endUserSessions)
	r.Get("/admin/log", admins, s.showLog)
	r.Get("/admin/log.csv", admins, s.exportLog)
	r.Post("/admin/users/:id/second-factor", admins, s.takeSecondFactor)
	r.Get("/admin/users/:id/delete", admins, s.askToDeleteUser)
	r.Post("/admin/users/:id/delete", admins, s.deleteUser)

	s.apiRoutes(router{site: s, app: app, prefix: "/api/v1"})
	free.Get("/api/openapi.yaml", everybody, s.showOpenAPI)
}
