/**
 * MITRE ATT&CK v18.1, Enterprise and ICS: which tactics a technique belongs to, in Sentinel's spelling of the tactics.
 * Sentinel has no tactic for Evasion of the ICS matrix; it counts as DefenseEvasion here. One line per set of tactics:
 * `1027:1-17` is T1027 with T1027.001 to T1027.017, `1574!:2` is T1574.002 alone.
 * © 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.
 */
const active: readonly (readonly [string, string])[] = [
  [
    'Collection',
    '0801 0802 0811 0830 0845 0852 0861 0868 0877 0893 1005 1025 1039 1074:1-2 1113 1114:1-3 1115 1119 1123 1125 1185 1213:1-6 1530 1560:1-3 1602:1-2',
  ],
  ['Collection CredentialAccess', '1056:1-4 1557:1-4'],
  ['Collection Discovery', '0887'],
  [
    'CommandAndControl',
    '0869 0884 0885 1001:1-3 1008 1071:1-5 1090:1-4 1092 1095 1102:1-3 1104 1105 1132:1-2 1219:1-3 1568:1-3 1571 1572 1573:1-2 1665',
  ],
  ['CommandAndControl DefenseEvasion Persistence', '1205:1-2'],
  ['CommandAndControl InitialAccess', '1659'],
  ['CredentialAccess', '1003:1-8 1110:1-4 1111 1187 1212 1528 1539 1552:1-8 1555:1-6 1558:1-5 1606:1-2 1621 1649'],
  ['CredentialAccess DefenseEvasion Persistence', '1556:1-9'],
  ['CredentialAccess Discovery', '1040'],
  [
    'DefenseEvasion',
    '0820 0849 0872 0894 1006 1014 1027:1-17 1036:1-12 1070:1-10 1127:1-3 1140 1202 1207 1211 1216:1-2 1218:1-5,7-15 1220 1221 1222:1-2 1480:1-2 1535 1553:1-6 1562:1-4,6-13 1564:1-14 1578:1-5 1599:1 1600:1-2 1601:1-2 1612 1620 1647 1656 1666 1672 1678 1679',
  ],
  ['DefenseEvasion Discovery', '1497:1-3 1622'],
  ['DefenseEvasion Execution', '0858 1610'],
  ['DefenseEvasion ImpairProcessControl', '0856'],
  ['DefenseEvasion InhibitResponseFunction', '0851'],
  ['DefenseEvasion InitialAccess Persistence PrivilegeEscalation', '1078:1-4'],
  ['DefenseEvasion LateralMovement', '1550:1-4'],
  ['DefenseEvasion Persistence', '1112 1197 1542:1-5'],
  ['DefenseEvasion Persistence PrivilegeEscalation', '1574:1,4-14'],
  ['DefenseEvasion PrivilegeEscalation', '1055:1-5,8-9,11-15 1134:1-5 1484:1-2 1548:1-6'],
  [
    'Discovery',
    '0840 0842 0846 0888 1007 1010 1012 1016:1-2 1018 1033 1046 1049 1057 1069:1-3 1082 1083 1087:1-4 1120 1124 1135 1201 1217 1482 1518:1-2 1526 1538 1580 1613 1614:1 1615 1619 1652 1654 1673 1680',
  ],
  [
    'Execution',
    '0807 0821 0823 0834 0853 0863 0871 0895 1047 1059:1-13 1106 1129 1203 1204:1-5 1559:1-3 1569:1-3 1609 1648 1651 1674 1675 1677',
  ],
  ['Execution LateralMovement', '1072'],
  ['Execution Persistence PrivilegeEscalation', '1053:2-3,5-7'],
  ['Execution PrivilegeEscalation', '0874'],
  ['Exfiltration', '1011:1 1020:1 1029 1030 1041 1048:1-3 1052:1 1537 1567:1-4'],
  [
    'Impact',
    '0813 0815 0826 0827 0828 0829 0831 0832 0837 0879 0880 0882 1485:1 1486 1489 1490 1491:1-2 1495 1496:1-4 1498:1-2 1499:1-4 1529 1531 1561:1-2 1565:1-3 1657 1667',
  ],
  ['ImpairProcessControl', '0806 0836 0855'],
  ['ImpairProcessControl Persistence', '0839'],
  ['InhibitResponseFunction', '0800 0803 0804 0805 0809 0814 0816 0835 0838 0878 0881 0892'],
  ['InhibitResponseFunction Persistence', '0857'],
  ['InitialAccess', '0817 0819 0822 0847 0848 0860 0862 0864 0865 0883 1189 1190 1195:1-3 1199 1200 1566:1-4 1669'],
  ['InitialAccess LateralMovement', '0866 0886 1091'],
  ['InitialAccess Persistence', '1133'],
  ['LateralMovement', '0812 0843 0867 1021:1-8 1080 1210 1534 1563:1-2 1570'],
  ['LateralMovement Persistence', '0859 0891'],
  ['Persistence', '0873 0889 1136:1-3 1137:1-6 1176:1-2 1505:1-6 1525 1554 1653 1668 1671'],
  ['Persistence PrivilegeEscalation', '1037:1-5 1098:1-7 1543:1-5 1546:1-18 1547:1-10,12-15'],
  ['PrivilegeEscalation', '0890 1068 1611'],
  ['Reconnaissance', '1589:1-3 1590:1-6 1591:1-4 1592:1-4 1593:1-3 1594 1595:1-3 1596:1-5 1597:1-2 1598:1-4 1681'],
  ['ResourceDevelopment', '1583:1-8 1584:1-8 1585:1-3 1586:1-3 1587:1-4 1588:1-7 1608:1-6 1650'],
];

const retired: readonly (readonly [string, string])[] = [
  ['Collection', '0825 0850 0870'],
  ['CommandAndControl', '1024 1026 1032 1043 1065 1079 1094 1172 1188 1483'],
  ['CredentialAccess', '1081 1139 1141 1142 1145 1167 1171 1174 1208 1214 1503 1522'],
  ['CredentialAccess Persistence PrivilegeEscalation', '1179'],
  [
    'DefenseEvasion',
    '1009 1045 1054 1066 1073 1089 1093 1096 1099 1107 1116 1126 1130 1143 1144 1146 1147 1148 1149 1186 1500 1536',
  ],
  ['DefenseEvasion Execution', '1064 1085 1117 1118 1121 1151 1170 1191 1196 1223'],
  ['DefenseEvasion Execution Persistence', '1152'],
  ['DefenseEvasion LateralMovement', '1506 1527'],
  ['DefenseEvasion Persistence', '1108 1109 1122 1158 1198'],
  ['DefenseEvasion Persistence PrivilegeEscalation', '1038 1150 1183 1574!:2'],
  ['DefenseEvasion PrivilegeEscalation', '1088 1181 1502'],
  ['Discovery', '0808 0824 0841 0854 1063'],
  ['Execution', '1035 1061 1086 1153 1155 1173'],
  ['Execution ImpairProcessControl', '0875'],
  ['Execution LateralMovement', '0844 1028 1175'],
  ['Execution Persistence', '1154 1168 1177'],
  ['Execution Persistence PrivilegeEscalation', '1053!:1,4'],
  ['Exfiltration', '1002 1022'],
  ['Impact', '1487 1488 1492 1493 1494'],
  ['ImpairProcessControl InhibitResponseFunction', '0833'],
  ['InitialAccess', '0810 0818 1192 1193 1194'],
  ['LateralMovement', '1017 1051 1075 1076 1077 1097 1184'],
  [
    'Persistence',
    '1004 1019 1023 1031 1042 1060 1062 1067 1084 1101 1128 1131 1156 1159 1161 1162 1163 1164 1180 1209 1215 1501',
  ],
  [
    'Persistence PrivilegeEscalation',
    '1013 1015 1034 1044 1050 1058 1100 1103 1138 1157 1160 1165 1166 1182 1504 1519 1547!:11',
  ],
  ['PrivilegeEscalation', '1169 1178 1206 1514'],
];

export type Technique = {
  /** Any of them makes the technique fit a rule. */
  readonly tactics: readonly string[];
  /** Revoked or deprecated by MITRE. */
  readonly retired: boolean;
};

/** The version of ATT&CK that the table was made from. */
export const attackVersion = '18.1';

const numbersOf = (ranges: string): number[] =>
  ranges.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

const idsOf = (text: string): string[] =>
  text.split(' ').flatMap((entry) => {
    const [parent = '', ranges] = entry.split(':');
    const alone = parent.endsWith('!');
    const id = `T${alone ? parent.slice(0, -1) : parent}`;
    const children = ranges === undefined ? [] : numbersOf(ranges);
    return [...(alone ? [] : [id]), ...children.map((child) => `${id}.${String(child).padStart(3, '0')}`)];
  });

const build = (): ReadonlyMap<string, Technique> => {
  const table = new Map<string, Technique>();
  for (const [lines, isRetired] of [
    [active, false],
    [retired, true],
  ] as const)
    for (const [tactics, ids] of lines)
      for (const id of idsOf(ids)) table.set(id, { tactics: tactics.split(' '), retired: isRetired });
  return table;
};

let built: ReadonlyMap<string, Technique> | undefined;

/** Every technique and sub-technique by id (`T1098`, `T1098.003`); unpacked at the first use. */
export const techniques = (): ReadonlyMap<string, Technique> => {
  built ??= build();
  return built;
};
