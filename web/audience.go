package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// audience is whom a route is for. Whoever has none of its roles is refused
// before the handler is asked.
type audience struct {
	name  string
	roles []users.Role // none for everybody, as a stranger has no role
}

var (
	everybody   = audience{name: "everybody"}
	takers      = audience{"takers", []users.Role{users.Guest, users.Learner, users.Instructor, users.Admin}} // of quizzes, with or without an account
	members     = audience{"members", []users.Role{users.Learner, users.Instructor, users.Admin}}
	instructors = audience{"instructors", []users.Role{users.Instructor, users.Admin}}
	admins      = audience{"admins", []users.Role{users.Admin}}
)

// router registers routes with Fiber, and none without its audience. Fiber
// keeps the audience's name as that of the route, so that a test can compare
// what is stated with what is answered.
type router struct {
	site   *Site
	app    *fiber.App
	prefix string // of each path
	free   bool   // the routes are for those as well who owe a second factor
}

// Get registers a page, which HEAD answers too. It may be called before
// identify is in use only for everybody.
func (r router) Get(path string, who audience, do fiber.Handler) {
	r.add(r.app.Get, path, who, do)
}

// Post registers what a form is sent to.
func (r router) Post(path string, who audience, do fiber.Handler) {
	r.add(r.app.Post, path, who, do)
}

// Put registers what a program sets.
func (r router) Put(path string, who audience, do fiber.Handler) {
	r.add(r.app.Put, path, who, do)
}

// Delete registers what a program ends.
func (r router) Delete(path string, who audience, do fiber.Handler) {
	r.add(r.app.Delete, path, who, do)
}

func (r router) add(method func(string, ...fiber.Handler) fiber.Router, path string, who audience, do fiber.Handler) {
	var handlers []fiber.Handler
	if len(who.roles) > 0 {
		handlers = append(handlers, r.site.require(who.roles...))
	}
	if !r.free {
		handlers = append(handlers, r.site.owed)
	}
	method(r.prefix+path, append(handlers, do)...).Name(who.name)
}
