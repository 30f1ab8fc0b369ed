"""The operations of javascript.ts through Microsoft's Python SDK; prints {name: outcome} as JSON."""

import json
import re
import sys
from datetime import timedelta

from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.loganalytics import LogAnalyticsManagementClient
from azure.mgmt.loganalytics.models import SavedSearch
from azure.mgmt.securityinsight import SecurityInsights
from azure.mgmt.securityinsight import models

target = json.loads(sys.argv[1])
place = (target["group"], target["workspace"])


class Credential:
    """Never asked: no token goes over plain http."""

    def get_token(self, *scopes, **options):
        raise AssertionError("no token is needed")


options = {
    "base_url": target["address"],
    "authentication_policy": SansIOHTTPPolicy(),
    "retry_total": 0,
}
sentinel = SecurityInsights(Credential(), target["subscription"], **options)
logs = LogAnalyticsManagementClient(Credential(), target["subscription"], **options)
outcomes = {}


def run(name, operation):
    try:
        result = operation()
        outcomes[name] = "done" if result is None else str(result)
    except HttpResponseError as error:
        word = re.search("SYN0001|recently deleted|Etag does not match|Newer data", str(error))
        parts = ["refused", str(error.status_code)] + ([word.group(0)] if word else [])
        outcomes[name] = " ".join(parts)


def names(items):
    return ",".join(sorted(item.name for item in items))


etags = {}


def put(severity, query, etag=None):
    rule = models.ScheduledAlertRule(
        etag=etag,
        display_name="Witness",
        enabled=True,
        severity=severity,
        query=query,
        query_frequency=timedelta(hours=1),
        query_period=timedelta(hours=1),
        trigger_operator="GreaterThan",
        trigger_threshold=0,
        suppression_enabled=False,
        suppression_duration=timedelta(hours=5),
    )
    written = sentinel.alert_rules.create_or_update(*place, "witness", rule)
    etags["rule"] = written.etag
    return written.severity


def search(display_name, etag=None):
    query = SavedSearch(category="Witness", display_name=display_name, query="Witness_CL", etag=etag)
    written = logs.saved_searches.create_or_update(*place, "search", query)
    etags["search"] = written.etag
    return written.display_name


def automation_rule():
    rule = models.AutomationRule(
        display_name="Close",
        order=1,
        triggering_logic=models.AutomationRuleTriggeringLogic(
            is_enabled=True, triggers_on="Incidents", triggers_when="Created"
        ),
        actions=[
            models.AutomationRuleModifyPropertiesAction(
                order=1, action_configuration=models.IncidentPropertiesAction(severity="Low")
            )
        ],
    )
    written = sentinel.automation_rules.create_or_update(*place, "close", rule)
    return f"{written.display_name} {len(written.triggering_logic.conditions)} conditions"


parent = (
    f"/subscriptions/{target['subscription']}/resourceGroups/{target['group']}/providers"
    f"/Microsoft.OperationalInsights/workspaces/{target['workspace']}"
    "/providers/Microsoft.SecurityInsights/alertRules/witness"
)
workflow = parent.split("Microsoft.OperationalInsights")[0] + "Microsoft.Logic/workflows/playbook"
row = "11111111-0000-4000-8000-000000000001"
states, rules = sentinel.sentinel_onboarding_states, sentinel.alert_rules
actions, metadata, automation = sentinel.actions, sentinel.metadata, sentinel.automation_rules
lists, rows = sentinel.watchlists, sentinel.watchlist_items

run("onboarding: create", lambda: states.create(*place, "default", models.SentinelOnboardingState()).name)
run("onboarding: get", lambda: states.get(*place, "default").name)
run("rules: create", lambda: put("Low", "Witness_CL | take 1"))
first = etags.get("rule")
run("rules: get", lambda: rules.get(*place, "witness").kind)
run("rules: update with its etag", lambda: put("High", "Witness_CL | take 1", first))
run("rules: update with a stale etag", lambda: put("Medium", "Witness_CL | take 1", first))
run("rules: update with a broken query", lambda: put("Low", "Witness_CL | wher x"))
run("rules: list", lambda: names(rules.list(*place)))
run("rules: get an absent one", lambda: rules.get(*place, "absent").name)
action = models.ActionRequest(
    logic_app_resource_id=workflow,
    trigger_uri="https://prod.example.com/workflows/0123/triggers/t/paths/invoke?sig=x",
)
run("actions: create", lambda: actions.create_or_update(*place, "witness", "run", action).name)
run("actions: get", lambda: actions.get(*place, "witness", "run").workflow_id)
run("actions: list", lambda: names(actions.list_by_alert_rule(*place, "witness")))
run("actions: delete", lambda: actions.delete(*place, "witness", "run"))
model = models.MetadataModel(parent_id=parent, kind="AnalyticsRule", content_id="witness")
run("metadata: create", lambda: metadata.create(*place, "marker", model).source.kind)
run("metadata: get", lambda: metadata.get(*place, "marker").content_id)
run("metadata: update", lambda: metadata.update(*place, "marker", models.MetadataPatch(version="2")).version)
run("metadata: list", lambda: names(metadata.list(*place)))
run("metadata: delete", lambda: metadata.delete(*place, "marker"))
run("metadata: get an absent one", lambda: metadata.get(*place, "marker").name)
run("automation rules: create", automation_rule)
run("automation rules: list", lambda: names(automation.list(*place)))
run("automation rules: delete", lambda: automation.delete(*place, "close") or None)
watchlist = models.Watchlist(
    display_name="VIPs",
    provider="Witness",
    source="Local file",
    items_search_key="Name",
    content_type="text/csv",
    raw_content="Name,Dept\nada,it\nbob,hr\n",
)
run("watchlists: create", lambda: lists.create_or_update(*place, "vips", watchlist).watchlist_alias)
run("watchlists: get", lambda: lists.get(*place, "vips").items_search_key)
run("watchlists: list", lambda: names(lists.list(*place)))
run("watchlist rows: list", lambda: len(list(rows.list(*place, "vips"))))
item = models.WatchlistItem(items_key_value={"Name": "eve", "Dept": "it"})
run("watchlist rows: create", lambda: rows.create_or_update(*place, "vips", row, item).watchlist_item_id)
run("watchlist rows: delete", lambda: rows.delete(*place, "vips", row))
run("watchlists: delete", lambda: lists.delete(*place, "vips"))
run("saved searches: create", lambda: search("One"))
run("saved searches: update without an etag", lambda: search("Two"))
run("saved searches: update with its etag", lambda: search("Two", etags.get("search")))
run("saved searches: get", lambda: logs.saved_searches.get(*place, "search").query)
run("saved searches: delete", lambda: logs.saved_searches.delete(*place, "search"))
run("tables: get", lambda: logs.tables.get(*place, "Witness_CL").plan)
run("tables: list", lambda: names(logs.tables.list_by_workspace(*place)))
run("rules: delete", lambda: rules.delete(*place, "witness"))
run("rules: create a deleted one again", lambda: put("Low", "Witness_CL | take 1"))
print(json.dumps(outcomes))
