# One static binary and a directory for its data; nothing else is in the image.
#
#   docker build -t viva .
#   docker run -p 8080:8080 -v viva:/data viva
#
# This is for browsers on the same machine, at http://localhost:8080. For others
# give the address that people type: -e VIVA_BASE_URL=https://quiz.example.org

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# A test runs this very line and starts what it makes in an empty root.
RUN CGO_ENABLED=1 go build -trimpath \
    -tags 'netgo osusergo sqlite_omit_load_extension timetzdata' \
    -ldflags "-s -w -linkmode external -extldflags '-static'" \
    -o /out/app ./cmd/app
RUN mkdir -p /out/root && mkdir -m 0700 /out/root/data

FROM scratch
LABEL org.opencontainers.image.title="Viva" \
      org.opencontainers.image.description="Quiz and certification training that deals its questions from dated facts"
COPY --from=build /out/app /app
# By these a mail server is believed to be who it says.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=10001:10001 /out/root/ /
USER 10001:10001
# There is no /tmp: SQLite sorts, and a demonstration lives, beside the data.
ENV VIVA_ADDR=0.0.0.0:8080 VIVA_DATA=/data TMPDIR=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/app", "healthcheck"]
ENTRYPOINT ["/app"]
CMD ["serve"]
