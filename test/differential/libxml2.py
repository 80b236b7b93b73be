"""libxml2 as an oracle: says of many documents whether they are well-formed, and canonicalises parts of them.

Standard input is one JSON array of documents, standard output one JSON array of answers; libxml2.ts is the other end
and documents both. It calls the library that xmllint is built on, since xmllint takes neither a PrefixList nor a part
of a document, and starting it for each document would take minutes.
"""

import base64
import ctypes
import ctypes.util
import json
import sys

library = ctypes.CDLL(ctypes.util.find_library("xml2") or "libxml2.so.2")

NOENT, NOERROR, NOWARNING, NONET = 2, 32, 64, 2048
FROM_NAMESPACE = 3


class Error(ctypes.Structure):
    """The beginning of xmlError."""

    _fields_ = [("domain", ctypes.c_int), ("code", ctypes.c_int), ("message", ctypes.c_char_p)]


class Object(ctypes.Structure):
    """The beginning of xmlXPathObject."""

    _fields_ = [("type", ctypes.c_int), ("nodeset", ctypes.c_void_p)]


def declare(name, result, *arguments):
    function = getattr(library, name)
    function.restype = result
    function.argtypes = arguments
    return function


pointer, text, integer = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
OnError = ctypes.CFUNCTYPE(None, pointer, ctypes.POINTER(Error))

set_on_error = declare("xmlSetStructuredErrorFunc", None, pointer, OnError)
read_memory = declare("xmlReadMemory", pointer, text, integer, text, text, integer)
free_document = declare("xmlFreeDoc", None, pointer)
new_context = declare("xmlXPathNewContext", pointer, pointer)
free_context = declare("xmlXPathFreeContext", None, pointer)
evaluate = declare("xmlXPathEvalExpression", ctypes.POINTER(Object), text, pointer)
free_object = declare("xmlXPathFreeObject", None, ctypes.POINTER(Object))
canonicalize = declare(
    "xmlC14NDocDumpMemory",
    integer, pointer, pointer, integer, ctypes.POINTER(text), integer, ctypes.POINTER(pointer),
)
# xmlFree is a variable that holds the function.
free = ctypes.CFUNCTYPE(None, pointer).in_dll(library, "xmlFree")

errors = []


@OnError
def on_error(_, error):
    message = (error.contents.message or b"").decode("utf-8", "replace").strip()
    errors.append({"namespace": error.contents.domain == FROM_NAMESPACE, "message": message})


set_on_error(None, on_error)

FORMS = {"inclusive-1.0": 0, "exclusive-1.0": 1, "inclusive-1.1": 2}


def node_set_expression(apex, omitted):
    """The nodes of the element at place `apex` in document order, without those of the element at place `omitted`."""
    nodes = f"((//*)[{apex + 1}]/descendant-or-self::node())"
    if omitted is not None:
        nodes += f"[count(ancestor-or-self::node() | (//*)[{omitted + 1}]) != count(ancestor-or-self::node())]"
    return f"{nodes} | {nodes}/@* | {nodes}/namespace::*"


def canonical_form(document, part):
    prefixes = [prefix.encode() for prefix in part["inclusivePrefixes"]]
    prefix_list = (text * (len(prefixes) + 1))(*prefixes, None) if prefixes else None
    whole = part["apex"] == 0 and part["omitted"] is None
    context = None if whole else new_context(document)
    found = None if whole else evaluate(node_set_expression(part["apex"], part["omitted"]).encode(), context)
    nodes = None if whole else found.contents.nodeset
    output = pointer()
    size = canonicalize(
        document, nodes, FORMS[part["form"]], prefix_list, int(part["withComments"]), ctypes.byref(output)
    )
    canonical = None if size < 0 else ctypes.string_at(output, size).decode()
    if output:
        free(output)
    if not whole:
        free_object(found)
        free_context(context)
    return canonical


def answer(question):
    octets = base64.b64decode(question["octets"])
    errors.clear()
    document = read_memory(octets, len(octets), None, None, NOENT | NOERROR | NOWARNING | NONET)
    found = list(errors)
    canonical = [canonical_form(document, part) if document else None for part in question["parts"]]
    if document:
        free_document(document)
    return {"wellFormed": bool(document), "errors": found, "canonical": canonical}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
