package testkit

import "time"

// action is one input of the WebDriver protocols; both have the same:
// https://www.w3.org/TR/webdriver2/#actions
type action map[string]any

// source is one device and what it does, one action after the other.
type source struct {
	Type       string            `json:"type"`
	ID         string            `json:"id"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Actions    []action          `json:"actions"`
}

// click is that of a mouse, or the tap of a finger, at a point.
func click(pointer string, at point) []source {
	actions := []action{
		{"type": "pointerMove", "x": int(at.X), "y": int(at.Y), "duration": 0},
		{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
	}
	return []source{{Type: "pointer", ID: pointer, Parameters: map[string]string{"pointerType": pointer}, Actions: actions}}
}

// taps does a tap, and once more after each gap, and tells how many came. An
// engine may refuse a later one because the page is just being left; it does
// not come again, since it may have arrived all the same.
func taps(gaps []time.Duration, tap func() error) (came int, err error) {
	if err := tap(); err != nil {
		return 0, err
	}
	came = 1
	for _, gap := range gaps {
		time.Sleep(gap)
		if tap() == nil {
			came++
		}
	}
	return came, nil
}

// named are the keys that print nothing, as the protocols write them:
// https://www.w3.org/TR/webdriver2/#keyboard-actions
var named = map[string]string{
	"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Space": " ",
	"Backspace": "\ue003", "Home": "\ue011", "End": "\ue010",
	"ArrowUp": "\ue013", "ArrowDown": "\ue015", "ArrowLeft": "\ue012", "ArrowRight": "\ue014",
	"Shift": "\ue008", "Control": "\ue009", "Alt": "\ue00a", "Meta": "\ue03d",
}

// pressing is a key pressed while others are held.
func pressing(key string, held []string) []source {
	value, ok := named[key]
	if !ok {
		value = key
	}
	var actions []action
	for _, name := range held {
		actions = append(actions, action{"type": "keyDown", "value": named[name]})
	}
	actions = append(actions, action{"type": "keyDown", "value": value}, action{"type": "keyUp", "value": value})
	for _, name := range held {
		actions = append(actions, action{"type": "keyUp", "value": named[name]})
	}
	return []source{{Type: "key", ID: "keyboard", Actions: actions}}
}

// typing is a text key by key.
func typing(text string) []source {
	var actions []action
	for _, r := range text {
		actions = append(actions, action{"type": "keyDown", "value": string(r)}, action{"type": "keyUp", "value": string(r)})
	}
	return []source{{Type: "key", ID: "keyboard", Actions: actions}}
}
