package main

import (
	"time"

	"viva/internal/limits"
)

// limitFlags are the quotas that an operator can set; package limits says what
// each of them bounds. The defaults are those of limits.Default, which a test
// holds them to.
type limitFlags struct {
	AttemptsPerHour  int `name:"attempts-per-hour" help:"Attempts that a learner may begin in an hour; 0 is no limit, as for the others." default:"100" env:"VIVA_ATTEMPTS_PER_HOUR" placeholder:"N"`
	OpenAttempts     int `name:"open-attempts" help:"Attempts that a learner may have unfinished; exams by a profile do not count." default:"50" env:"VIVA_OPEN_ATTEMPTS" placeholder:"N"`
	AnswersPerMinute int `name:"answers-per-minute" help:"Answers of a learner in practice in a minute." default:"120" env:"VIVA_ANSWERS_PER_MINUTE" placeholder:"N"`
	SetsPerDay       int `name:"sets-per-day" help:"Sets that a learner may take along in a day." default:"20" env:"VIVA_SETS_PER_DAY" placeholder:"N"`
	ObjectionsPerDay int `name:"objections-per-day" help:"Objections that a learner may make in a day." default:"50" env:"VIVA_OBJECTIONS_PER_DAY" placeholder:"N"`
	PracticeDays     int `name:"practice-days" help:"Days after which practice that its learner left alone is closed." default:"30" env:"VIVA_PRACTICE_DAYS" placeholder:"N"`
	GuestDays        int `name:"guest-days" help:"Days after which visitors without an account who answered something are deleted with it, unless they come back." default:"90" env:"VIVA_GUEST_DAYS" placeholder:"N"`
	LowSpace         int `name:"low-space" help:"MiB free on the disk of --data below which the log and the administrators' page warn." default:"1024" env:"VIVA_LOW_SPACE" placeholder:"MIB"`
	ReservedSpace    int `name:"reserved-space" help:"MiB free below which no attempt begins; below half of it only exams that run go on." default:"256" env:"VIVA_RESERVED_SPACE" placeholder:"MIB"`
	GuestsPerHour    int `name:"guests-per-hour" help:"Visitors without an account who may begin from one address in an hour; a whole school may have one." default:"1500" env:"VIVA_GUESTS_PER_HOUR" placeholder:"N"`
}

// limits are the quotas that the flags mean.
func (f limitFlags) limits() limits.Limits {
	l := limits.Default()
	l.Starts = limits.Rate{Most: f.AttemptsPerHour, In: time.Hour}
	l.Open = f.OpenAttempts
	l.Answers = limits.Rate{Most: f.AnswersPerMinute, In: time.Minute}
	l.Sets = limits.Rate{Most: f.SetsPerDay, In: 24 * time.Hour}
	l.Objections = limits.Rate{Most: f.ObjectionsPerDay, In: 24 * time.Hour}
	l.Guests = limits.Rate{Most: f.GuestsPerHour, In: time.Hour}
	l.IdlePractice = time.Duration(f.PracticeDays) * 24 * time.Hour
	l.IdleAnswered = time.Duration(f.GuestDays) * 24 * time.Hour
	l.LowSpace, l.ReservedSpace = int64(f.LowSpace)<<20, int64(f.ReservedSpace)<<20
	return l
}

// mostOfALimit keeps days from being more nanoseconds than can be counted.
const mostOfALimit = 100_000

// check refuses numbers that mean nothing.
func (f limitFlags) check(refuse func(format string, args ...any)) {
	for _, n := range []struct {
		flag  string
		value int
	}{
		{"attempts-per-hour", f.AttemptsPerHour}, {"open-attempts", f.OpenAttempts}, {"answers-per-minute", f.AnswersPerMinute},
		{"sets-per-day", f.SetsPerDay}, {"objections-per-day", f.ObjectionsPerDay}, {"guests-per-hour", f.GuestsPerHour},
		{"practice-days", f.PracticeDays}, {"guest-days", f.GuestDays},
		{"low-space", f.LowSpace}, {"reserved-space", f.ReservedSpace},
	} {
		if n.value < 0 || n.value > mostOfALimit {
			refuse("--%s %d: give a number from 0, which is no limit, to %d.", n.flag, n.value, mostOfALimit)
		}
	}
}

// warn tells of settings of which one defeats the other.
func (f limitFlags) warn(warn func(format string, args ...any)) {
	if f.LowSpace < f.ReservedSpace {
		warn("--low-space %d is below --reserved-space %d: attempts are refused before anybody is warned.", f.LowSpace, f.ReservedSpace)
	}
}

// limit gives all rooms the quotas.
func (p *parts) limit(l limits.Limits) {
	p.quiz.Limit(l)
	p.users.Limit(l)
}
