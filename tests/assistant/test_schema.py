"""The whole description of the API, called with whatever it allows and much that it does not: never a 500."""

from contextlib import suppress
from itertools import product

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.service import Service

CALLS = 10  # of each operation, as described and otherwise; more are for the day one looks for something
CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)


def test_nothing_that_is_sent_breaks_the_service(assistant: Assistant) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_api(Service.over(assistant)))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 12
    for operation, mode in product(operations, schemathesis.GenerationMode):

        @settings(max_examples=CALLS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        with suppress(Unsatisfiable):  # what takes nothing cannot be asked for otherwise
            call()
