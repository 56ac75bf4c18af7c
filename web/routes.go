package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/export"
	"viva/internal/users"
)

// routes lists the address of every page, and apiRoutes those of the API. Which
// roles a route is for stands beside it: a guard on the beginning of a path
// could be evaded by another spelling of the path.
func (s *Site) routes(app *fiber.App) {
	app.Use(s.observe, s.guard)

	// Without a session.
	app.Get("/livez", s.live)
	app.Get("/readyz", s.ready)
	app.Get("/healthz", s.ready)
	app.Get("/static/:hash/+", s.static)
	app.Get("/sw.js", s.serviceWorker)

	app.Use(s.identify)

	member := s.require(users.Learner, users.Instructor, users.Admin)
	instructor := s.require(users.Instructor, users.Admin)
	admin := s.require(users.Admin)

	// Taking quizzes, with or without an account.
	app.Get("/", s.showHome)
	app.Get("/subjects/:subject/plan", s.showPlan)
	app.Post("/subjects/:subject/plan", s.changePlan)
	app.Post("/subjects/:subject/habits", s.changeHabits)
	app.Get("/subjects/:subject/progress", s.showProgress)
	app.Get("/subjects/:subject/facts", s.showFacts)
	app.Get("/subjects/:subject/fact", s.showFact)
	app.Post("/study/:subject/sittings", s.startSitting)
	app.Get("/subjects/:subject/practice", s.showDeck)
	app.Post("/subjects/:subject/edition", s.chooseEdition)
	app.Get("/subjects/:subject/exams/:exam", s.showExamStart)
	app.Post("/subjects/:subject/exams/:exam", s.startExam)
	app.Get("/subjects/:subject/:edition", s.forwardToDeck)
	app.Get("/subjects/:subject/:edition/exams/:exam", s.forwardToExam)
	app.Post("/subjects/:subject/:edition/exams/:exam", s.forwardExamForm)
	app.Post("/attempts", s.startAttempt)
	app.Get("/attempts/:id", s.resumeAttempt)
	app.Get("/attempts/:id/items/:position", s.showItem)
	app.Post("/attempts/:id/items/:position", s.answerItem)
	app.Post("/attempts/:id/items/:position/mistap", s.mistapItem)
	app.Get("/attempts/:id/items/:position/objections", s.showObjection)
	app.Post("/attempts/:id/items/:position/objections", s.objectToItem)
	app.Post("/attempts/:id/items/:position/draft", s.jotItem)
	app.Get("/attempts/:id/overview", s.showOverview)
	app.Get("/attempts/:id/review", s.forwardToOverview)
	app.Get("/attempts/:id/finish", s.askToFinish)
	app.Post("/attempts/:id/finish", s.finishAttempt)
	app.Get("/attempts/:id/result", s.showResult)
	app.Get("/offline", s.showOffline)
	app.Get("/offline/kept", s.showOfflineKept)
	app.Post("/offline/sets", member, s.takeSet)
	app.Post("/offline/answers", member, s.takeAnswers)
	app.Get("/scores", s.showScores)
	app.Get("/scoreboard", s.showScoreboard)

	// Accounts.
	app.Get("/sign-up", s.showSignUp)
	app.Post("/sign-up", s.signUp)
	app.Get("/sign-in", s.showSignIn)
	app.Post("/sign-in", s.signIn)
	app.Post("/sign-out", s.signOut)
	app.Get("/account", member, s.showAccount)
	app.Post("/account", member, s.changeAccount)
	app.Post("/account/password", member, s.changePassword)
	app.Get("/setup", s.showSetup)
	app.Post("/setup", s.setUp)
	app.Post("/preferences", s.setPreferences)
	app.Get("/about", s.showAbout)

	// For instructors and administrators.
	app.Get("/instructor", instructor, s.showGradebook)
	for _, f := range export.TableFormats() {
		app.Get(scoresIn(f), instructor, s.exportScores(f))
	}
	app.Get("/instructor/objections", instructor, s.showObjections)
	app.Get("/instructor/report", instructor, s.showReport)
	app.Get("/admin/users", admin, s.showUsers)
	app.Post("/admin/users/:id/role", admin, s.setRole)

	s.apiRoutes(app.Group("/api/v1"))
	app.Get("/api/openapi.yaml", s.showOpenAPI)
}
