"""Sources: small apps of our own, one for each family of buildpacks, and what staging adds to them.

`@app@` stands for the app's name, in paths too. A `.jar` is written as the text of its manifest.
"""

_INDEX = "<!doctype html>\n<title>@app@</title>\n<h1>@app@</h1>\n"

_NGINX_CONF = """\
worker_processes 1;
daemon off;
error_log stderr;
events { worker_connections 1024; }
http {
  server {
    listen {{port}};
    root public;
  }
}
"""

_MANIFEST = """\
Manifest-Version: 1.0
Created-By: Maven JAR Plugin 3.4.2
Build-Jdk-Spec: 17
Implementation-Title: @app@
Implementation-Version: 1.0.0
Main-Class: org.springframework.boot.loader.launch.JarLauncher
Start-Class: com.example.Application
Spring-Boot-Version: 3.4.1
Spring-Boot-Classes: BOOT-INF/classes/
Spring-Boot-Lib: BOOT-INF/lib/
Spring-Boot-Classpath-Index: BOOT-INF/classpath.idx
"""

_POM = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.4.1</version>
  </parent>
  <groupId>com.example</groupId>
  <artifactId>@app@</artifactId>
  <version>1.0.0</version>
  <properties>
    <java.version>17</java.version>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-web</artifactId>
    </dependency>
  </dependencies>
</project>
"""

_JARS = {
    "spring-boot": "3.4.1",
    "spring-core": "6.2.1",
    "spring-web": "6.2.1",
    "jackson-databind": "2.18.2",
    "tomcat-embed-core": "10.1.34",
}

_PACKAGE_JSON = """\
{
  "name": "@app@",
  "version": "1.0.0",
  "private": true,
  "engines": {"node": "20.x"},
  "scripts": {"start": "node server.js"},
  "dependencies": {"ms": "2.1.3"}
}
"""

_SERVER_JS = """\
const http = require("http");

http.createServer((request, response) => response.end("@app@\\n")).listen(process.env.PORT || 8080);
"""

_APP_PY = '''\
"""@app@: says its name."""

import os

from flask import Flask

app = Flask("@app@")


@app.get("/")
def index():
    return "@app@"


app.run("0.0.0.0", int(os.environ["PORT"]))
'''

_MAIN_GO = """\
package main

import (
\t"fmt"
\t"net/http"
\t"os"
)

func main() {
\thttp.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "@app@") })
\tpanic(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
"""

_RUN_SH = """\
#!/bin/sh
echo "@app@ listens on $PORT"
exec sleep infinity
"""

SOURCES: dict[str, dict[str, str]] = {
    "staticfile": {"Staticfile": "root: public\n", "public/index.html": _INDEX},
    "java": {
        "META-INF/MANIFEST.MF": _MANIFEST,
        "META-INF/maven/com.example/@app@/pom.xml": _POM,
        "META-INF/maven/com.example/@app@/pom.properties": "artifactId=@app@\ngroupId=com.example\nversion=1.0.0\n",
        "BOOT-INF/classes/application.properties": "spring.application.name=@app@\n",
        "BOOT-INF/classes/static/index.html": _INDEX,
        "BOOT-INF/classpath.idx": "".join(f'- "BOOT-INF/lib/{name}-{at}.jar"\n' for name, at in _JARS.items()),
    }
    | {
        f"BOOT-INF/lib/{name}-{at}.jar": f"Manifest-Version: 1.0\nImplementation-Title: {name}\n"
        f"Implementation-Version: {at}\n"
        for name, at in _JARS.items()
    },
    "ruby": {
        "Gemfile": 'source "https://rubygems.org"\n\nruby "~> 3.3"\n\ngem "rack", "~> 3.1"\ngem "rackup"\n',
        "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.1.8)\n    rackup (2.2.1)\n"
        "      rack (>= 3)\n\nPLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n  rack (~> 3.1)\n  rackup\n",
        "config.ru": 'run ->(env) { [200, {"content-type" => "text/plain"}, ["@app@\\n"]] }\n',
    },
    "dotnet_core": {
        "web.runtimeconfig.json": '{"runtimeOptions": {"tfm": "net8.0", "framework": '
        '{"name": "Microsoft.AspNetCore.App", "version": "8.0.0"}}}\n',
        "appsettings.json": '{"ApplicationName": "@app@"}\n',
        "wwwroot/index.html": _INDEX,
    },
    "nodejs": {
        "package.json": _PACKAGE_JSON,
        "package-lock.json": '{"name": "@app@", "version": "1.0.0", "lockfileVersion": 3, "packages": {}}\n',
        "server.js": _SERVER_JS,
    },
    "go": {"go.mod": "module example.com/@app@\n\ngo 1.23\n", "main.go": _MAIN_GO},
    "python": {
        "Procfile": "web: python app.py\n",
        "app.py": _APP_PY,
        "requirements.txt": "Flask==3.1.0\n",
        "runtime.txt": "python-3.12.x\n",
    },
    "php": {
        "composer.json": '{"name": "example/@app@", "require": {"php": "^8.2"}}\n',
        "index.php": '<?php\n\necho "@app@\\n";\n',
    },
    "nginx": {"nginx.conf": _NGINX_CONF, "public/index.html": _INDEX},
    "r": {"app.r": 'cat("@app@\\n")\n', "r.yml": "packages: []\n"},
    "binary": {"Procfile": "web: ./run.sh\n", "run.sh": _RUN_SH},
}
"""By family, what a developer pushes: path and text."""

STAGED: dict[str, dict[str, str]] = {
    "staticfile": {
        "app/boot.sh": '#!/bin/sh\nexec nginx -p "$HOME/nginx" -c "$HOME/nginx/conf/nginx.conf"\n',
        "app/nginx/conf/nginx.conf": _NGINX_CONF,
    },
    "java": {"app/.java-buildpack/open_jdk_jre/release": 'JAVA_VERSION="17.0.13"\nIMPLEMENTOR="BellSoft"\n'},
    "ruby": {"deps/0/profile.d/ruby.sh": "export RAILS_ENV=${RAILS_ENV:-production}\n"},
    "dotnet_core": {"deps/0/dotnet-sdk/version.txt": "8.0.404\n"},
    "nodejs": {
        "app/node_modules/ms/package.json": '{"name": "ms", "version": "2.1.3", "main": "index.js"}\n',
        "deps/0/profile.d/node.sh": "export NODE_ENV=${NODE_ENV:-production}\n",
    },
    "go": {"app/bin/web": '#!/bin/sh\necho "@app@"\n'},
    "python": {"deps/0/profile.d/python.sh": "export PYTHONUNBUFFERED=1\n"},
    "php": {"app/.bp/bin/start": '#!/bin/sh\nexec php-fpm --nodaemonize # "@app@"\n'},
    "nginx": {"deps/0/profile.d/nginx.sh": "export NGINX_MODULES=$DEPS_DIR/0/nginx/modules\n"},
    "r": {"deps/0/profile.d/r.sh": "export R_HOME=$DEPS_DIR/0/r\n"},
    "binary": {},
}
"""By family, what staging adds: a path beside `app` in the droplet, and text."""
