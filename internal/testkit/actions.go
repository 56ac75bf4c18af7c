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

// clicks are those of a mouse, or of a finger, at a point.
func clicks(pointer string, at point, gaps []time.Duration) []source {
	actions := []action{
		{"type": "pointerMove", "x": int(at.X), "y": int(at.Y), "duration": 0},
		{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
	}
	for _, gap := range gaps {
		actions = append(actions, action{"type": "pause", "duration": gap.Milliseconds()},
			action{"type": "pointerDown", "button": 0}, action{"type": "pointerUp", "button": 0})
	}
	return []source{{Type: "pointer", ID: pointer, Parameters: map[string]string{"pointerType": pointer}, Actions: actions}}
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
