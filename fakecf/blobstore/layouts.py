"""Layouts: what each family of buildpacks makes of an app, as facts for a droplet's JSON."""

import re

import msgspec


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One family of buildpacks, in the words of a droplet; `cnb` are id and version of its Cloud Native Buildpack."""

    buildpack: str
    buildpack_name: str
    detect_output: str
    version: str
    process_types: dict[str, str]
    cnb: tuple[str, str]
    stack: str = "cflinuxfs4"
    execution_metadata: str = ""


_JAVA_WEB = (
    'JAVA_OPTS="-Djava.io.tmpdir=$TMPDIR -XX:ActiveProcessorCount=$(nproc) $JAVA_OPTS" && '
    "SERVER_PORT=$PORT eval exec $PWD/.java-buildpack/open_jdk_jre/bin/java $JAVA_OPTS "
    "-cp $PWD/. org.springframework.boot.loader.launch.JarLauncher"
)

LAYOUTS: dict[str, Layout] = {
    "staticfile": Layout(
        buildpack="staticfile_buildpack",
        buildpack_name="staticfile",
        detect_output="staticfile",
        version="1.6.24",
        process_types={"web": "$HOME/boot.sh"},
        cnb=("paketo-buildpacks/nginx", "0.17.1"),
    ),
    "java": Layout(
        buildpack="java_buildpack",
        buildpack_name="java",
        detect_output="java",
        version="4.77.0",
        process_types={"web": _JAVA_WEB, "task": _JAVA_WEB},
        cnb=("paketo-buildpacks/executable-jar", "6.11.3"),
    ),
    "ruby": Layout(
        buildpack="ruby_buildpack",
        buildpack_name="ruby",
        detect_output="ruby",
        version="1.10.21",
        process_types={
            "web": "bundle exec rackup config.ru -p $PORT -o 0.0.0.0",
            "rake": "bundle exec rake",
            "console": "bundle exec irb",
        },
        cnb=("paketo-buildpacks/rackup", "0.4.4"),
    ),
    "dotnet_core": Layout(
        buildpack="dotnet_core_buildpack",
        buildpack_name="dotnet-core",
        detect_output="dotnet-core",
        version="2.4.36",
        process_types={"web": "cd ${HOME} && exec dotnet ./web.dll --server.urls http://0.0.0.0:${PORT}"},
        cnb=("paketo-buildpacks/dotnet-execute", "1.0.7"),
    ),
    "nodejs": Layout(
        buildpack="nodejs_buildpack",
        buildpack_name="nodejs",
        detect_output="nodejs",
        version="1.8.32",
        process_types={"web": "npm start"},
        cnb=("paketo-buildpacks/npm-start", "1.0.17"),
    ),
    "go": Layout(
        buildpack="go_buildpack",
        buildpack_name="go",
        detect_output="go",
        version="1.10.31",
        process_types={"web": "./bin/web"},
        cnb=("paketo-buildpacks/go-build", "2.3.2"),
    ),
    "python": Layout(
        buildpack="python_buildpack",
        buildpack_name="python",
        detect_output="python",
        version="1.8.34",
        process_types={"web": "python app.py"},
        cnb=("paketo-buildpacks/python-start", "0.14.19"),
    ),
    "php": Layout(
        buildpack="php_buildpack",
        buildpack_name="php",
        detect_output="php",
        version="4.6.27",
        process_types={"web": "$HOME/.bp/bin/start"},
        cnb=("paketo-buildpacks/php-start", "0.5.3"),
    ),
    "nginx": Layout(
        buildpack="nginx_buildpack",
        buildpack_name="nginx",
        detect_output="nginx",
        version="1.2.23",
        process_types={"web": "nginx -p $PWD -c ./nginx.conf"},
        cnb=("paketo-buildpacks/nginx", "0.17.1"),
    ),
    "r": Layout(
        buildpack="r_buildpack",
        buildpack_name="r",
        detect_output="r",
        version="1.2.17",
        process_types={"web": "R -f app.r"},
        cnb=("paketo-buildpacks/procfile", "5.10.1"),
    ),
    "binary": Layout(
        buildpack="binary_buildpack",
        buildpack_name="binary",
        detect_output="binary",
        version="1.1.17",
        process_types={"web": "./run.sh"},
        cnb=("paketo-buildpacks/procfile", "5.10.1"),
    ),
}
"""By family, in the order of the stock buildpacks (cc-surface 4.11)."""


def family(buildpack: str) -> str:
    """The key in LAYOUTS for a family, a buildpack's name, or its URL or image; `binary` for a stranger."""
    words = re.split("[#?]|@sha256", buildpack.lower())[0].rpartition("/")[2]
    bare = re.sub(r"(\.git|:[\w.]+)$", "", words).replace("-", "_").partition("_buildpack")[0]
    return next((name for name in LAYOUTS if f"_{bare}".endswith(f"_{name}")), "binary")
