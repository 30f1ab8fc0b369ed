variable "severity" {
  type    = string
  default = "Medium"
}

locals {
  rules = {
    guests  = { title = "Sign-in of a guest", minutes = 60 }
    service = { title = "Sign-in of a service", minutes = 90 }
  }
}

resource "azurerm_sentinel_alert_rule_scheduled" "signins" {
  for_each                   = local.rules
  name                       = uuidv5("dns", "${each.key}.example.com")
  log_analytics_workspace_id = azurerm_log_analytics_workspace.law.id
  display_name               = each.value.title
  severity                   = var.severity
  query_frequency            = "PT${each.value.minutes}M"
  query_period               = "PT2H"
  trigger_threshold          = length(local.rules) - 2
  tactics                    = ["InitialAccess"]
  techniques                 = ["T1078.004"]
  query                      = templatefile("${path.module}/rules/signin.kql.tftpl", { kind = each.key, tables = ["SigninLogs", "AADNonInteractiveUserSignInLogs"] })

  entity_mapping {
    entity_type = "Account"
    field_mapping {
      identifier  = "FullName"
      column_name = "UserPrincipalName"
    }
  }

  incident {
    create_incident_enabled = true
    grouping {
      lookback_duration = "PT1H"
      by_entities       = ["Account"]
      entity_matching_method = "Selected"
    }
  }

  lifecycle {
    ignore_changes = [enabled]
  }
}

resource "random_uuid" "fresh" {}

resource "azurerm_sentinel_alert_rule_nrt" "owner" {
  name                       = random_uuid.fresh.result
  log_analytics_workspace_id = azurerm_log_analytics_workspace.law.id
  display_name               = "A guest became an owner"
  severity                   = "High"
  query                      = file("${path.module}/rules/owner.kql")
}

resource "azurerm_sentinel_automation_rule" "close" {
  name         = "5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a031"
  display_name = "Close known ones"
  order        = 1

  condition {
    property = "IncidentTitle"
    operator = "Contains"
    values   = ["Drill"]
  }

  action_incident {
    order          = 0
    status         = "Closed"
    classification = "Undetermined"
  }
}

module "nrt" {
  source = "./modules/nrt"
  name   = "5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a032"
  kql    = <<-EOT
    AuditLogs
      | where OperationName == "Add owner" and Note != "$${x}"
  EOT
}
