# The wheel is built apart, so that the image holds no build tools and no source tree.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY fakecf fakecf
COPY fixtures fixtures
RUN python -m venv /opt/fakecf \
 && /opt/fakecf/bin/python -m pip install --no-cache-dir --disable-pip-version-check . \
 && /opt/fakecf/bin/python -m compileall -q /opt/fakecf/lib

FROM python:3.13-slim
COPY --from=build /opt/fakecf /opt/fakecf
ENV PATH=/opt/fakecf/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    # uploads are spooled here: a volume, for on a tmpfs they would count as memory
    TMPDIR=/data
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001
VOLUME /data
WORKDIR /seeds
EXPOSE 9021 9022 9023 9024
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=12 CMD ["fakecf", "wait", "--timeout", "4s"]
ENTRYPOINT ["fakecf"]
CMD ["serve"]
