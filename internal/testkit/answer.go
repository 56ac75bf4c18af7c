package testkit

import (
	"fmt"
	"regexp"
)

var chooseN = regexp.MustCompile(`\((?:Choose )?(\d+)`)

// due is how many options the question on the page asks for: the stem says
// so, "(Choose 2.)" or "(2 réponses.)".
func (p *Page) due() int {
	n := 1
	if p.Exists("input[type=checkbox][name=given]") {
		if m := chooseN.FindStringSubmatch(p.Text("#stem")); m != nil {
			fmt.Sscan(m[1], &n)
		}
	}
	return n
}

func (p *Page) boxes() int {
	return Eval[int](p, `document.querySelectorAll(".rows select").length`)
}

// FillByKeys gives the question on the page an answer with the keys alone,
// from wherever the focus is: the first options, the nth option in the nth
// row, or a number. CheckByKeys then sends it.
func (p *Page) FillByKeys() {
	p.t.Helper()
	boxes := p.boxes()
	switch {
	case p.Exists("#typed"):
		p.Press("1")
		p.Press("2")
	case boxes > 0:
		p.Press("1") // in a box, a figure would look for an option
		for i := range boxes {
			for range i + 1 {
				p.Press("ArrowDown")
			}
			p.Press("Tab") // to the next box, at last to the button
		}
	default:
		for i := range p.due() {
			p.Press(fmt.Sprint(i + 1))
		}
	}
}

// FillByTapping gives the same answer by tapping the labels of what is there;
// what a box of a row offers is then chosen as the system lets one choose.
func (p *Page) FillByTapping() {
	p.t.Helper()
	boxes := p.boxes()
	switch {
	case p.Exists("#typed"):
		p.Click("label[for=typed]")
		p.Press("1")
		p.Press("2")
	case boxes > 0:
		for i := range boxes {
			p.Click(fmt.Sprintf("label[for=row-%d]", i+1))
			for range i + 1 {
				p.Press("ArrowDown")
			}
		}
	default:
		for i := range p.due() {
			p.Click(fmt.Sprintf("label[for=choice-%c]", 'A'+i))
		}
	}
}

// Given is how many values the form of the question would send.
func (p *Page) Given() int {
	p.t.Helper()
	return Eval[int](p, `new FormData(document.querySelector("form[data-answer]")).getAll("given").filter(v => v).length`)
}

// checks is what sends an answer.
const checks = "[data-check]"

// Check sends the answer by tapping.
func (p *Page) Check() {
	p.t.Helper()
	p.Click(checks)
}

// CheckAnew sends the answer and waits until another page has loaded, as it
// does without scripts.
func (p *Page) CheckAnew() {
	p.t.Helper()
	p.Follow(checks)
}

// CheckByKeys sends the answer with the keys alone.
func (p *Page) CheckByKeys() {
	p.t.Helper()
	p.Press("Enter")
}

// Onward leads on with the key that checked; pressed at once, it would count
// as pressed twice.
func (p *Page) Onward() {
	p.t.Helper()
	Eval[bool](p, `new Promise(r => setTimeout(() => r(true), 450))`)
	p.Press("Enter")
}
