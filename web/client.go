package web

import "strings"

// agentName is a part of a User-Agent with what it stands for.
type agentName struct{ part, name string }

// The order decides: most browsers also name those that they descend from.
var (
	browsers = []agentName{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems = []agentName{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Macintosh", "Mac"}, {"Linux", "Linux"}}
)

// clientOf names the browser and the system of a User-Agent, "" for others. It is
// for people who look for their own sessions, so nothing is kept by which one
// device could be told from another of its kind.
func clientOf(agent string) string {
	browser, system := nameIn(browsers, agent), nameIn(systems, agent)
	if browser == "" || system == "" {
		return browser + system
	}
	return browser + ", " + system
}

func nameIn(list []agentName, agent string) string {
	for _, n := range list {
		if strings.Contains(agent, n.part) {
			return n.name
		}
	}
	return ""
}
