"""What was tried to be faster or better, with the figures that told and when they hold. Written by hand."""

KEPT = (
    (
        "a question of several parts read once, each part the mean of its own tokens",
        "searches of questions never asked",
        "processor time p50 39 to 22 ms, p95 76 to 40 (on a busy machine)",
    ),
    (
        "the first search before the rest when the service starts: what it needs is loaded, then the cases are read, "
        "under a lock of their own, then the language model",
        "the first search",
        "a search no longer waits for the cases (0.5 s of processor) nor beside the model (some 18 s of it)",
    ),
    (
        "places made only where a question can name them; texts in ASCII folded without being taken apart",
        "opening the index",
        "0.99 to 0.75 s of processor (load 5 to 10)",
    ),
    (
        "24 edges a point in the graphs instead of 16, 256 points looked at, a graph of its own for languages alone "
        "and ACORN for other filters, instead of one for each value of 13 fields",
        "searches of 100,000 passages",
        "recall@10 1.000 / .998 and p95 8 ms, filtered 1.000 / .983 and 21 ms, optimised in 188 s; with 16 edges and "
        "400 points 1.000 / .950 (load 1 to 2)",
    ),
    (
        "one point looked at for each 160 passages, never less than 256, instead of 256",
        "searches of a million passages, of which each has some 280 near copies",
        "recall@10 .995 / .975 instead of .690 / .622, p95 39 ms instead of 17 (load 1); 2,048 points .928 / .957, "
        "8,192 points .995 / .978",
    ),
    (
        "a segment with graphs of its own for each 250,000 passages, searched at once by a core each, instead of one",
        "searches of a million passages",
        "recall@10 1.000 / .990 instead of .995 / .975, p95 28 ms instead of 39, with a filter 106 instead of 232 "
        "(load 2). Of another such store (load 4): 1,000 points looked at in each found as much in 23 ms instead of "
        "29, but .993 / .952 with a filter instead of .993 / .973; 2,400 points no more, in 37 ms. At 100,000 "
        "passages four segments find as much as one in the same time, and take twice "
        "the processor",
    ),
    (
        "the cases read once before anyone asks, after the language model is ready",
        "searches of questions never asked",
        "processor time p50 26 to 23 ms, p95 49 to 39 (load 3); it takes 0.9 s of one core",
    ),
    (
        "a thousand passages read, embedded and written at a time, instead of all at once",
        "memory of an ingestion",
        "765 MiB of its own instead of 1,735 for 41,000 passages whose vectors were kept",
    ),
    (
        "the ids of points integers, of which the engine makes no object each time one is read, instead of UUIDs",
        "searches of questions never asked",
        "processor time 28.3 to 27.7 ms on the average, p95 39.8 to 38.2 ms (549 questions, twice each; load 1)",
    ),
    (
        "two processes with a share each (`precedents ingest --share`) instead of one",
        "ingestion of 974 passages, no vector kept, to the emulated server behind HTTP",
        "20.7 passages a second on a core each, where one process makes 10.7 on one core and 15.8 on both",
    ),
)
LOST = (
    (
        "no graph of its own for languages either",
        "searches of 100,000 passages",
        "recall@10 .983 / .983 against 1.000 / .998, and not built sooner (load 2 to 4)",
    ),
    ("two threads to build the graphs", "the same", "the embedded engine builds on one, whatever is set"),
    (
        "late interaction on the encoder's own tokens",
        "telling questions that the library answers from others",
        "area under the curve .890 against .887: no gain",
    ),
    ("gradient boosting instead of the logistic regression", "the same", "no gain"),
    (
        "the built-in language model as the judge, asked after six examples whether six sentences state the answer",
        "telling 123 near misses and questions that the library answers, none fitted on",
        "area under the curve .86, with the regression .85, the regression alone .79: of the near misses .52 refused "
        "against .37 where 4 % are refused wrongly; but 6 s a question (load 4), where an answer takes a "
        "twentieth of one. Without examples .35",
    ),
    (
        "the parts of a question encoded in one batch",
        "searches of questions never asked",
        "20.6 against 18.4 ms of processor a question, p95 79 against 62 ms (load 3 to 5): "
        "parts are padded to the longest",
    ),
    (
        "the parts of a question encoded at the same time, a thread each",
        "the same",
        "median 38 to 43 against 39 ms for three or four parts (load 8 to 10): no gain",
    ),
    (
        "one thread instead of one a core for the encoder of questions",
        "the same",
        "16.4 against 18.4 ms of processor, the wait alone 17.5 against 19.2 ms, with four clients p95 152 to 213 "
        "against 168 to 197 ms (load 3 to 9): no gain that can be told from the noise",
    ),
    (
        "ONNX with 8-bit weights instead of torch for documents",
        "ingestion",
        "38.5 against 39.2 ms of processor a passage, 34.0 on one thread (load 8 to 10); in batches of 4 and 16, 50 "
        "and 60 ms: no gain worth two kinds of vectors, whose mean cosine is 0.9996",
    ),
    (
        "the encoder of questions fused (attention, normalisations, GELU) before its weights are made 8 bits",
        "searches of questions never asked",
        "11.9 against 12.2 ms (load 3): the products take the time",
    ),
    (
        "one scale for each row of weights and text (dynamic quantisation) instead of one for each 128 of them",
        "the same",
        "8.7 against 12.0 ms, but a mean cosine of 0.9966 with the encoder of documents instead of 0.9996, and what "
        "decides whether the library answers is fitted on cosines; blocks of 64 and of 32 take 13.4 and 14.5 ms",
    ),
    (
        "graphs built with 400 candidates instead of 100",
        "searches of 100,000 passages",
        "256 points looked at give recall@10 1.000 / .995 instead of .967 / .967, in the same time, but building takes "
        "390 s instead of 92",
    ),
    (
        "the index and models loaded while the doors are imported, instead of after them",
        "the first search",
        "3.9 to 4.8 s instead of 3.6 to 4.5 (load 3): both want the interpreter",
    ),
    (
        "llama.cpp built for this very processor (`llama-server`, of the same source as the wheel)",
        "wording by the language model",
        "10.3 s against 11.3 for five sentences (prompts 73 tokens/s against 55, writing 25.8 against 25.7); the "
        "five at once, in four slots, 9.0 s, the first after 6.2 (load 2)",
    ),
    (
        "smaller quantisations of the model, made from its own: Q4_0, Q3_K_S",
        "the same",
        "33.7 and 37.4 s for ten sentences against 32.2, as many of which pass the check: fewer bytes, more arithmetic",
    ),
    ("OpenVINO", "reading prompts", "its package reports telemetry: not used"),
    (
        "one search at a time instead of one a core",
        "searches by many clients",
        "better where questions were asked before, worse where they were not",
    ),
    ("a shorter switch interval of the interpreter", "the same", "no gain"),
)
