variable "name" {}
variable "kql" {}
variable "enabled" {
  default = false
}

resource "azurerm_sentinel_alert_rule_nrt" "this" {
  count                      = 1
  name                       = var.name
  log_analytics_workspace_id = "x"
  display_name               = "Owner added (${count.index})"
  severity                   = "Low"
  enabled                    = var.enabled
  query                      = var.kql
}
