# The service with its models and its library inside: it needs no network once it is built.
FROM python:3.11-slim

WORKDIR /srv/precedents
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PRECEDENTS_MODELS=/srv/models HF_HUB_OFFLINE=1

# libgomp runs the threads of the embedding engines. torch comes first and by this very name: see the Makefile.
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY requirements.lock .
RUN pip install torch==2.13.0 && pip install --require-hashes --no-deps --requirement requirements.lock

COPY . .
RUN pip install --no-deps . && precedents models prepare \
    && useradd --create-home service && mkdir -p .precedents && chown service .precedents
USER service

EXPOSE 8000
CMD ["precedents", "serve"]
