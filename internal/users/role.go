package users

import "viva/internal/fault"

// Role says what an account may do. Each role includes those before it.
type Role string

// The roles. A guest is a visitor without name or password who tries the
// quiz; the row becomes a learner's when the visitor signs up.
const (
	Guest      Role = "guest"
	Learner    Role = "learner"
	Instructor Role = "instructor"
	Admin      Role = "admin"
)

// What can be wrong with a role, or with wanting one.
var (
	ErrRole = fault.New(fault.Invalid, "role",
		"The role must be learner, instructor or admin.", "")
	ErrForbidden = fault.New(fault.Forbidden, "forbidden",
		"Your role does not allow this.",
		"Votre rôle ne le permet pas.")
	ErrLastAdmin = fault.New(fault.Conflict, "last_admin",
		"This is the last administrator: appoint another one first.",
		"C’est le dernier administrateur. Nommez-en d’abord un autre.")
	ErrGuest = fault.New(fault.Conflict, "guest",
		"A guest has no account yet: sign up first.",
		"Un visiteur n’a pas encore de compte. Inscrivez-vous d’abord.")
)

// CanSignIn reports whether the role belongs to an account with a password.
func (r Role) CanSignIn() bool { return r == Learner || r.CanInstruct() }

// CanInstruct reports whether the role may see the results of every learner.
func (r Role) CanInstruct() bool { return r == Instructor || r.CanAdminister() }

// CanAdminister reports whether the role may appoint others.
func (r Role) CanAdminister() bool { return r == Admin }
