# Thin names for plain commands; nothing here is needed to build or test.

# The packages whose tests keep golden files.
golden = $(shell grep -rl --include='*_test.go' 'flag.Bool."update"' . | xargs -r -n1 dirname | sort -u)

# The packages whose tests try rules on made-up cases.
rapid = $(shell grep -rl --include='*_test.go' 'pgregory.net/rapid' . | xargs -r -n1 dirname | sort -u)

run:
	go run ./cmd/app

test:
	sh test.sh

check:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run gofmt -w on these'; exit 1; }
	go vet ./...
	@if command -v staticcheck >/dev/null; then staticcheck ./...; else echo 'staticcheck is not installed: not run'; fi
	go test -race -p 2 -timeout 40m ./...

# Hours: what sh test.sh tries a few times is tried often, under the race
# detector and with other random bytes each day, and the rules are tried on
# thousands of made-up cases.
nightly:
	TEST_NIGHTLY=1 VIVA_TEST_CHANCE=$$(date +%F) go test -race -count=1 -p 2 -timeout 4h ./...
	go test -count=1 -timeout 3h $(rapid) -rapid.checks=2000

build:
	go build -trimpath -o app ./cmd/app

# A bill of materials: which modules are in the program, with their licences.
bom:
	go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0 app -json -licenses -output app.cdx.json -main cmd/app .

# Known vulnerabilities that the program can reach. Where the database of them
# cannot be asked, that is said and is no failure.
vuln:
	@said=$$(go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./... 2>&1); code=$$?; echo "$$said"; \
	case "$$said" in *'fetching vulnerabilities'*) echo 'NOT CHECKED: the database of vulnerabilities cannot be reached'; exit 0;; esac; exit $$code

screenshots:
	go test ./cmd/app -run '^TestScreenshots$$' -count=1 -args -screenshots='$(CURDIR)/docs/screenshots'
	go test ./web -run '^TestReadmePictures$$' -count=1 -args -readme-pictures='$(CURDIR)/docs/screenshots'

phone:
	go test ./cmd/app -run '^TestPhone$$' -count=1 -v -args -phone

# A test that writes a golden file does so under -short, too, unless it needs a
# browser: what a screen reader says.
update:
	go test -short $(golden) -update
	go test ./web -run Ears -update

.PHONY: run test check nightly build bom vuln screenshots phone update
