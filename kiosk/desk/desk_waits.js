// Who waits for a time that somebody has. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, rows: Array, words: Object },
  emits: ["withdraw"],
  template: `
    <section class="groups" aria-labelledby="waits-heading">
      <h1 id="waits-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
      <p class="explain">{{ words.explain }}</p>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="waits-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.uid" role="row" :data-uid="row.uid">
            <th scope="row" role="rowheader">{{ row.when }}</th>
            <td role="cell">{{ row.room }}</td>
            <td role="cell">{{ row.group }}<br>{{ row.title }}</td>
            <td role="cell"><span class="tag" :class="row.state">{{ row.stands }}</span></td>
            <td role="cell">{{ row.since }}</td>
            <td role="cell" class="acts">
              <a v-if="row.offer_href" class="button" :href="row.offer_href" :aria-label="row.offer_label">{{ words.offer }}</a>
              <button type="button" class="button quiet" :aria-label="row.withdraw_label" @click="tell(row)">{{ words.withdraw }}</button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    tell(row) {
      if (counts()) this.$emit("withdraw", row.uid);
    },
  },
};
