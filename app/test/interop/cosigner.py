"""Plays the co-signer with PyJWT: signs requests, verifies the handler's answers. Prints one line per exchange.

Usage: cosigner.py URL COSIGNER_PRIVATE_PEM ANSWER_PUBLIC_PEM SIGNER_ID REQUEST_JSON
"""

import json
import sys
import urllib.error
import urllib.request
import uuid

import jwt

url, cosigner_pem, answer_pem, signer_id, request_file = sys.argv[1:]
cosigner_key = open(cosigner_pem).read()
answer_key = open(answer_pem).read()
sample = json.load(open(request_file))["payload"]
failures = []


def ask(request, key=cosigner_key, algorithm="RS256", operation="tx_sign_request", headers=None):
    """Sends one request object and returns (status, claims of the verified answer or None)."""
    token = jwt.encode(request, key, algorithm=algorithm, headers=headers)
    call = urllib.request.Request(f"{url}/v2/{operation}", data=token.encode(), method="POST")
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            claims = jwt.decode(answer.read().decode(), answer_key, algorithms=["RS256"])
            return answer.status, claims
    except urllib.error.HTTPError as error:
        return error.code, None


def expect(name, got, status, action=None, request_id=None):
    claims = got[1] or {}
    good = got[0] == status and claims.get("action") == action and claims.get("requestId") == request_id
    print(f"{'ok    ' if good else 'FAILED'} {name}: {got[0]} {claims}")
    if not good:
        failures.append(name)


def fresh(**changes):
    """The published signing sample as a new question of the configured signer."""
    name = str(uuid.uuid4())
    return {**sample, "txId": name, "requestId": name, "signerId": signer_id, **changes}


request = fresh()
expect("a transfer that its bytes support", ask(request), 200, "APPROVE", request["requestId"])
expect("the same question again", ask(request), 200, "APPROVE", request["requestId"])
request["note"] = "changed"
expect("the same id with other content", ask(request), 200, "REJECT", request["requestId"])
request = fresh(amountStr="0.02")
expect("an amount that the bytes deny", ask(request), 200, "REJECT", request["requestId"])
request = fresh(signerId="stranger")
expect("an unknown signer", ask(request), 200, "REJECT", request["requestId"])
change = {"requestId": str(uuid.uuid4()), "signerId": signer_id, "type": "ADD_USER", "extraInfo": {}}
got = ask(change, operation="config_change_sign_request")
expect("a configuration change that nothing permits", got, 200, "REJECT", change["requestId"])
expect("RS512", ask(fresh(), algorithm="RS512"), 401)
expect("PS256", ask(fresh(), algorithm="PS256"), 401)
expect("HS256 under a guessed secret", ask(fresh(), key="x" * 32, algorithm="HS256"), 401)
expect("a kid header", ask(fresh(), headers={"kid": "1"}), 401)

print(f"{len(failures)} failed")
sys.exit(1 if failures else 0)
